import type { Operation } from "../../../kernel/service.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface DescribeTimeToLiveInput {
  readonly TableName: string;
}

interface DescribeTimeToLiveOutput {
  readonly TimeToLiveDescription: { readonly TimeToLiveStatus: "DISABLED" };
}

const shape = structure("DescribeTimeToLiveInput", { TableName: required(tableName) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export const DescribeTimeToLive: Operation<DynamoDBState, DescribeTimeToLiveInput, DescribeTimeToLiveOutput> = {
  authorize: (call, { TableName }) => accessTable(call, "DescribeTimeToLive", TableName),

  handle(call, input) {
    checkTableName(input);
    checkRequest(shape, input);
    requireNamedTable(call, input.TableName);
    return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
  },
};
