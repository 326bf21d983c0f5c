import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import { describeTable, type TableDescription } from "../tables/description.ts";

interface DeleteTableInput {
  readonly TableName: string;
}

const shape = structure("DeleteTableInput", { TableName: required(tableName) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const DeleteTable: Operation<DynamoDBState, DeleteTableInput, { readonly TableDescription: TableDescription }> =
  {
    authorize: (call, { TableName }) => accessTable(call, "DeleteTable", TableName),

    handle(call, input) {
      checkTableName(input);
      checkRequest(shape, input);
      const table = requireNamedTable(call, input.TableName);
      if (table.record.deletionProtection) {
        throw validationError(
          "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
        );
      }
      const description = describeTable(call.state, table, { status: "DELETING", now: call.now });
      call.state.transact((transaction) => transaction.deleteTable(table));
      return { TableDescription: description };
    },
  };
