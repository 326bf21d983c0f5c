import type { DescribeParametersCommandInput, DescribeParametersCommandOutput } from "@aws-sdk/client-ssm";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { invalidNextToken, notImplemented } from "../errors.ts";
import { checkOneKind, compileFilters, compileOldFilters } from "../filters.ts";
import { describeVersion, type Parameter, parameterArn } from "../model.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const DescribeParameters: Operation<
  SsmState,
  DescribeParametersCommandInput,
  Omit<DescribeParametersCommandOutput, "$metadata">
> = {
  authorize: onEverything("DescribeParameters"),
  handle(call, input) {
    if (input.Shared) throw notImplemented("Shared parameters");
    const page = takePage(found(call, input), input.MaxResults ?? 50, ({ name }) => name);
    return {
      Parameters: page.items.map(({ name, current }) => ({
        ...describeVersion(name, current),
        ARN: parameterArn(call.region, call.account, name),
      })),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};

function* found(call: Call<SsmState>, input: DescribeParametersCommandInput): Generator<Parameter> {
  checkOneKind(input.Filters, input.ParameterFilters);
  const test = compileFilters(input.ParameterFilters);
  const oldTest = compileOldFilters(input.Filters);
  for (const parameter of call.state.list(call.state.reader, call, "", afterToken(input.NextToken, invalidNextToken))) {
    if (test(parameter) && oldTest(parameter)) yield parameter;
  }
}
