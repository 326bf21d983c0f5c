import type { GetParameterHistoryCommandInput, GetParameterHistoryCommandOutput } from "@aws-sdk/client-ssm";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onParameter } from "../authorization.ts";
import { invalidNextToken } from "../errors.ts";
import { describeVersion, labelsOf, parseReference } from "../model.ts";
import { openValue } from "../secure-strings.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
export const GetParameterHistory: Operation<
  SsmState,
  GetParameterHistoryCommandInput,
  Omit<GetParameterHistoryCommandOutput, "$metadata">
> = {
  authorize: onParameter("GetParameterHistory"),
  async handle(call, input) {
    const { state } = call;
    const parameter = state.parameter(state.reader, call, parseReference(input.Name!).name);
    const { name } = parameter;
    const after = afterToken(input.NextToken, invalidNextToken);
    const versions = state.history(state.reader, call, name, after === undefined ? undefined : Number(after));
    const page = takePage(versions, input.MaxResults ?? 50, ({ version }) => String(version));
    const Parameters = page.items.map(async (version) => ({
      ...describeVersion(name, version),
      Value: await openValue(call, name, version, input.WithDecryption),
      Labels: labelsOf(parameter, version.version),
    }));
    return {
      Parameters: await Promise.all(Parameters),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
