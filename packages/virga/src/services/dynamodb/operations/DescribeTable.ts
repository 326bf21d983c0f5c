import type { Operation } from "../../../kernel/service.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import { describeTable, type TableDescription } from "../tables/description.ts";

interface DescribeTableInput {
  readonly TableName: string;
}

const shape = structure("DescribeTableInput", { TableName: required(tableName) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const DescribeTable: Operation<DynamoDBState, DescribeTableInput, { readonly Table: TableDescription }> = {
  authorize: (call, { TableName }) => accessTable(call, "DescribeTable", TableName),

  handle(call, input) {
    checkTableName(input);
    checkRequest(shape, input);
    const table = requireNamedTable(call, input.TableName);
    return { Table: describeTable(call.state, table, { status: "ACTIVE", now: call.now }) };
  },
};
