import type { Operation } from "../../../kernel/service.ts";
import { unsupported, validationError } from "../errors.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, flag, required, structure, text } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface UpdateTimeToLiveInput {
  readonly TableName: string;
  readonly TimeToLiveSpecification: { readonly Enabled: boolean; readonly AttributeName: string };
}

const shape = structure("UpdateTimeToLiveInput", {
  TableName: required(tableName),
  TimeToLiveSpecification: required(
    structure("TimeToLiveSpecification", {
      Enabled: required(flag),
      AttributeName: required(text({ min: 1, max: 255 })),
    }),
  ),
});

/**
 * Items do not expire here, so enabling it fails by name.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export const UpdateTimeToLive: Operation<DynamoDBState, UpdateTimeToLiveInput, never> = {
  authorize: (call, { TableName }) => accessTable(call, "UpdateTimeToLive", TableName),

  handle(call, input) {
    checkTableName(input);
    checkRequest(shape, input);
    requireNamedTable(call, input.TableName);
    if (input.TimeToLiveSpecification.Enabled) throw unsupported("TimeToLiveSpecification.Enabled: expiry of items");
    throw validationError("TimeToLive is already disabled");
  },
};
