import type { GetParameterCommandInput, GetParameterCommandOutput } from "@aws-sdk/client-ssm";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onParameter } from "../authorization.ts";
import { describeParameter, parameterArn, parseReference, selectedVersion } from "../model.ts";
import { openValue } from "../secure-strings.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const GetParameter: Operation<
  SsmState,
  GetParameterCommandInput,
  Omit<GetParameterCommandOutput, "$metadata">
> = {
  authorize: onParameter("GetParameter"),
  handle(call, input) {
    const { state } = call;
    const { name, selector } = parseReference(input.Name!);
    const parameter = state.parameter(state.reader, call, name);
    const version = state.version(state.reader, call, parameter, selectedVersion(parameter, selector));
    const arn = parameterArn(call.region, call.account, name);
    return whenThere(openValue(call, name, version, input.WithDecryption), (value) => ({
      Parameter: describeParameter(arn, name, version, value, selector),
    }));
  },
};
