import type { DescribeChangeSetInput, DescribeChangeSetOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import { findChangeSet } from "../change-sets.ts";
import type { CloudFormation } from "../context.ts";
import { describeChange, describeParameters, summarizeChangeSet } from "../descriptions.ts";
import { page } from "../engine/pages.ts";

const pageSize = 100;

/** Describes a change set and what it would change. */
export const DescribeChangeSet: Operation<CloudFormation, DescribeChangeSetInput, DescribeChangeSetOutput> = {
  authorize: stackAction("DescribeChangeSet"),
  handle(call, input) {
    const changeSet = findChangeSet(call, input);
    const { parameters, tags, capabilities, onStackFailure } = changeSet;
    const { items, nextToken } = page(changeSet.changes, input.NextToken, pageSize);
    return {
      ...summarizeChangeSet(changeSet),
      ...(parameters.length === 0 ? {} : { Parameters: describeParameters(parameters) }),
      NotificationARNs: [],
      RollbackConfiguration: {},
      Capabilities: [...capabilities] as DescribeChangeSetOutput["Capabilities"] & object,
      ...(tags.length === 0 ? {} : { Tags: [...tags] }),
      Changes: items.map((change) => describeChange(change, input.IncludePropertyValues ?? false)),
      ...(onStackFailure === undefined ? {} : { OnStackFailure: onStackFailure }),
      NextToken: nextToken,
    };
  },
};
