import type { GetParametersCommandInput, GetParametersCommandOutput, Parameter } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onParameters } from "../authorization.ts";
import { describeParameter, parameterArn, parseReference, selectedVersion } from "../model.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const GetParameters: Operation<
  SsmState,
  GetParametersCommandInput,
  Omit<GetParametersCommandOutput, "$metadata">
> = {
  authorize: onParameters("GetParameters"),
  handle(call, input) {
    const { state } = call;
    const Parameters: Parameter[] = [];
    const InvalidParameters: string[] = [];
    for (const text of new Set(input.Names)) {
      const { name, selector } = parseReference(text);
      try {
        const parameter = state.parameter(state.reader, call, name);
        const version = state.version(state.reader, call, parameter, selectedVersion(parameter, selector));
        const value = state.open(state.reader, call, name, version, input.WithDecryption);
        const arn = parameterArn(call.region, call.account, name);
        Parameters.push(describeParameter(arn, name, version, value, selector));
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        InvalidParameters.push(text);
      }
    }
    return { Parameters, InvalidParameters };
  },
};
