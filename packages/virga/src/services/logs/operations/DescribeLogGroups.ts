import type { DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { invalidNextToken, invalidParameter, notImplemented } from "../errors.ts";
import { describeGroup, groupNameOf, type LogGroup } from "../model.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const DescribeLogGroups: Operation<
  LogsState,
  DescribeLogGroupsCommandInput,
  Omit<DescribeLogGroupsCommandOutput, "$metadata">
> = {
  authorize: onEverything("DescribeLogGroups"),
  handle(call, input) {
    if (input.includeLinkedAccounts || input.accountIdentifiers?.length) throw notImplemented("linked accounts");
    if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
      throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    const page = takePage(found(call, input), input.limit ?? 50, ({ name }) => name);
    return {
      logGroups: page.items.map((group) => {
        const { state } = call;
        const filters = Array.from(state.metricFilters(state.reader, group)).length;
        return describeGroup(group, state.storedBytes(state.reader, group), filters);
      }),
      ...(page.token === undefined ? {} : { nextToken: page.token }),
    };
  },
};

function* found(call: Call<LogsState>, input: DescribeLogGroupsCommandInput): Generator<LogGroup> {
  const after = afterToken(input.nextToken, invalidNextToken);
  const pattern = input.logGroupNamePattern?.toLowerCase();
  const identifiers = input.logGroupIdentifiers && new Set(input.logGroupIdentifiers.map(groupNameOf));
  for (const group of call.state.groups(call.state.reader, call, input.logGroupNamePrefix, after)) {
    // A pattern is found anywhere in the name, without regard to case.
    if (pattern !== undefined && !group.name.toLowerCase().includes(pattern)) continue;
    if (input.logGroupClass !== undefined && group.logGroupClass !== input.logGroupClass) continue;
    if (identifiers && !identifiers.has(group.name)) continue;
    yield group;
  }
}
