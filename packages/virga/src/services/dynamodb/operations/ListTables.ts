import type { Operation } from "../../../kernel/service.ts";
import { indexName } from "../requests/item-members.ts";
import { checkRequest, structure, whole } from "../requests/shapes.ts";
import type { DynamoDBState } from "../state.ts";

interface ListTablesInput {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

interface ListTablesOutput {
  readonly TableNames: readonly string[];
  readonly LastEvaluatedTableName?: string;
}

const mostTables = 100;

const shape = structure("ListTablesInput", {
  Limit: whole("Integer", { min: 1, max: mostTables }),
  ExclusiveStartTableName: indexName,
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const ListTables: Operation<DynamoDBState, ListTablesInput, ListTablesOutput> = {
  authorize: () => ({ action: "dynamodb:ListTables", resource: "*" }),

  handle({ state, account, region }, input) {
    checkRequest(shape, input);
    const limit = input.Limit ?? mostTables;
    const found = state.listTables(account, region, input.ExclusiveStartTableName ?? undefined, limit + 1);
    const TableNames = found.slice(0, limit).map(({ name }) => name);
    const last = TableNames.at(-1);
    return found.length > limit && last !== undefined ? { TableNames, LastEvaluatedTableName: last } : { TableNames };
  },
};
