import type { Operation } from "../../../kernel/service.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { anything, checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import { attributeDefinitions, globalIndexUpdates, tableMembers } from "../requests/table-members.ts";
import type { DynamoDBState } from "../state.ts";
import { checkSupported } from "../tables/definition.ts";
import { describeTable, type TableDescription } from "../tables/description.ts";
import { Table } from "../tables/table.ts";
import { checkUpdateInput, type UpdateTableInput, updatedRecord } from "../tables/table-update.ts";

const shape = structure("UpdateTableInput", {
  AttributeDefinitions: attributeDefinitions,
  TableName: required(tableName),
  ...tableMembers,
  GlobalSecondaryIndexUpdates: globalIndexUpdates,
  ReplicaUpdates: anything,
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const UpdateTable: Operation<DynamoDBState, UpdateTableInput, { readonly TableDescription: TableDescription }> =
  {
    authorize: (call, { TableName }) => accessTable(call, "UpdateTable", TableName),

    handle(call, input) {
      checkTableName(input);
      checkRequest(shape, input);
      checkSupported(input);
      checkUpdateInput(input);
      const before = requireNamedTable(call, input.TableName);
      const after = call.state.transact((transaction) => {
        const record = updatedRecord(call, before.record, input, () => transaction.nextNumber());
        const table = new Table(record);
        const kept = new Set(record.indexes.map(({ number }) => number));
        const known = new Set(before.record.indexes.map(({ number }) => number));
        for (const index of before.indexes) if (!kept.has(index.record.number)) transaction.deleteIndex(index);
        for (const index of table.indexes) if (!known.has(index.record.number)) transaction.fillIndex(table, index);
        transaction.saveTable(record);
        return table;
      });
      const created = new Set(input.GlobalSecondaryIndexUpdates?.map(({ Create }) => Create?.IndexName));
      const updated = new Set(input.GlobalSecondaryIndexUpdates?.map(({ Update }) => Update?.IndexName));
      const description = describeTable(call.state, after, {
        status: "UPDATING",
        indexStatus: ({ name }) => (created.has(name) ? "CREATING" : updated.has(name) ? "UPDATING" : undefined),
        now: call.now,
      });
      return { TableDescription: description };
    },
  };
