import type { LabelParameterVersionCommandInput, LabelParameterVersionCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onParameter } from "../authorization.ts";
import { labelsOf } from "../model.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html */
export const LabelParameterVersion: Operation<
  SsmState,
  LabelParameterVersionCommandInput,
  Omit<LabelParameterVersionCommandOutput, "$metadata">
> = {
  authorize: onParameter("LabelParameterVersion"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const parameter = call.state.parameter(transaction, call, input.Name!);
      const version = input.ParameterVersion ?? parameter.current.version;
      call.state.version(transaction, call, parameter, version);
      const InvalidLabels: string[] = [];
      const labels = { ...parameter.labels };
      for (const label of input.Labels!) {
        if (isLabel(label)) labels[label] = version;
        else InvalidLabels.push(label);
      }
      const labelled = { ...parameter, labels };
      if (labelsOf(labelled, version).length > 10) {
        throw new AwsError(
          "ParameterVersionLabelLimitExceeded",
          "A parameter version can have a maximum of ten labels.",
        );
      }
      call.state.put(transaction, call, labelled);
      return { InvalidLabels, ParameterVersion: version };
    });
  },
};

/** Letters, digits, period, hyphen and underscore; no digit first, and no name that AWS keeps for itself. */
function isLabel(label: string): boolean {
  return /^[a-zA-Z_.-][\w.-]*$/.test(label) && !/^(aws|ssm)/i.test(label);
}
