import type { UnlabelParameterVersionCommandInput, UnlabelParameterVersionCommandOutput } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../kernel/service.ts";
import { onParameter } from "../authorization.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html */
export const UnlabelParameterVersion: Operation<
  SsmState,
  UnlabelParameterVersionCommandInput,
  Omit<UnlabelParameterVersionCommandOutput, "$metadata">
> = {
  authorize: onParameter("UnlabelParameterVersion"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const parameter = call.state.parameter(transaction, call, input.Name!);
      const version = input.ParameterVersion!;
      call.state.version(transaction, call, parameter, version);
      const RemovedLabels: string[] = [];
      const InvalidLabels: string[] = [];
      const labels = { ...parameter.labels };
      for (const label of input.Labels!) {
        const isOn = labels[label] === version;
        (isOn ? RemovedLabels : InvalidLabels).push(label);
        if (isOn) delete labels[label];
      }
      call.state.put(transaction, call, { ...parameter, labels });
      return { RemovedLabels, InvalidLabels };
    });
  },
};
