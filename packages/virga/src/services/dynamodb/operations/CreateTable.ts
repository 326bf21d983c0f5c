import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, required, structure, text } from "../requests/shapes.ts";
import { accessTable, locateTable } from "../requests/table-access.ts";
import {
  attributeDefinitions,
  type CreateTableInput,
  globalIndexes,
  localIndexes,
  tableKeySchema,
  tableMembers,
  tags,
} from "../requests/table-members.ts";
import type { DynamoDBState } from "../state.ts";
import { checkDefinition, checkSupported } from "../tables/definition.ts";
import { describeTable, type TableDescription } from "../tables/description.ts";
import { newTableRecord } from "../tables/new-table.ts";
import { checkPolicyDocument } from "../tables/resource-policy.ts";
import { Table } from "../tables/table.ts";

const shape = structure("CreateTableInput", {
  AttributeDefinitions: required(attributeDefinitions),
  TableName: required(tableName),
  ...tableMembers,
  KeySchema: required(tableKeySchema),
  LocalSecondaryIndexes: localIndexes,
  GlobalSecondaryIndexes: globalIndexes,
  Tags: tags,
  ResourcePolicy: text(),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const CreateTable: Operation<DynamoDBState, CreateTableInput, { readonly TableDescription: TableDescription }> =
  {
    authorize: (call, { TableName, Tags, ResourcePolicy }) => [
      accessTable(call, "CreateTable", TableName),
      ...(Tags ? [accessTable(call, "TagResource", TableName)] : []),
      ...(ResourcePolicy ? [accessTable(call, "PutResourcePolicy", TableName)] : []),
    ],

    handle(call, input) {
      checkTableName(input);
      checkRequest(shape, input);
      checkSupported(input);
      checkDefinition(input);
      if (input.ResourcePolicy) checkPolicyDocument(input.ResourcePolicy);
      const address = locateTable(call, input.TableName);
      if (call.state.findTable(address)) {
        throw new AwsError("ResourceInUseException", `Table already exists: ${address.name}`);
      }
      const table = call.state.transact((transaction) => {
        const record = newTableRecord(call, address, input, () => transaction.nextNumber());
        transaction.saveTable(record);
        return new Table(record);
      });
      return { TableDescription: describeTable(call.state, table, { status: "CREATING", now: call.now }) };
    },
  };
