import type { GetParametersByPathCommandInput, GetParametersByPathCommandOutput } from "@aws-sdk/client-ssm";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { invalidNextToken } from "../errors.ts";
import { compilePathFilters } from "../filters.ts";
import { checkedPath, describeParameter, type Parameter, parameterArn } from "../model.ts";
import { openValue } from "../secure-strings.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export const GetParametersByPath: Operation<
  SsmState,
  GetParametersByPathCommandInput,
  Omit<GetParametersByPathCommandOutput, "$metadata">
> = {
  authorize: (call, input) => ({
    action: "ssm:GetParametersByPath",
    resource: parameterArn(call.region, call.account, input.Path!),
  }),
  async handle(call, input) {
    const page = takePage(found(call, input), input.MaxResults ?? 10, ({ name }) => name);
    const Parameters = page.items.map(async ({ name, current }) => {
      const value = await openValue(call, name, current, input.WithDecryption);
      return describeParameter(parameterArn(call.region, call.account, name), name, current, value, undefined);
    });
    return {
      Parameters: await Promise.all(Parameters),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};

function* found(call: Call<SsmState>, input: GetParametersByPathCommandInput): Generator<Parameter> {
  const path = checkedPath(input.Path!);
  const test = compilePathFilters(input.ParameterFilters);
  for (const parameter of call.state.list(
    call.state.reader,
    call,
    path,
    afterToken(input.NextToken, invalidNextToken),
  )) {
    if (!input.Recursive && parameter.name.includes("/", path.length)) continue;
    if (test(parameter)) yield parameter;
  }
}
