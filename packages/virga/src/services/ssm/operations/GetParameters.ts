import type { GetParametersCommandInput, GetParametersCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onParameters } from "../authorization.ts";
import { describeParameter, type ParameterVersion, parameterArn, parseReference, selectedVersion } from "../model.ts";
import { openValue } from "../secure-strings.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const GetParameters: Operation<
  SsmState,
  GetParametersCommandInput,
  Omit<GetParametersCommandOutput, "$metadata">
> = {
  authorize: onParameters("GetParameters"),
  async handle(call, input) {
    const { state } = call;
    const found: { readonly name: string; readonly selector?: string; readonly version: ParameterVersion }[] = [];
    const InvalidParameters: string[] = [];
    for (const text of new Set(input.Names)) {
      const reference = parseReference(text);
      try {
        const parameter = state.parameter(state.reader, call, reference.name);
        const number = selectedVersion(parameter, reference.selector);
        found.push({ ...reference, version: state.version(state.reader, call, parameter, number) });
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        InvalidParameters.push(text);
      }
    }
    const Parameters = found.map(async ({ name, selector, version }) => {
      const value = await openValue(call, name, version, input.WithDecryption);
      return describeParameter(parameterArn(call.region, call.account, name), name, version, value, selector);
    });
    return { Parameters: await Promise.all(Parameters), InvalidParameters };
  },
};
