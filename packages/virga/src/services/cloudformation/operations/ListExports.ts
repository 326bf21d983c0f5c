import type { ListExportsInput, ListExportsOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { anyStackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { page } from "../engine/pages.ts";

const pageSize = 100;

/** Lists the exported outputs of an account and region. */
export const ListExports: Operation<CloudFormation, ListExportsInput, ListExportsOutput> = {
  authorize: anyStackAction("ListExports"),
  handle(call, { NextToken: token }) {
    const { items, nextToken } = page(call.state.state.exports(call), token, pageSize);
    const Exports = items.map(({ name, value, stackId }) => ({ ExportingStackId: stackId, Name: name, Value: value }));
    return { Exports, NextToken: nextToken };
  },
};
