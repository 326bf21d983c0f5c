import type { Operation } from "../../../kernel/service.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import { type ContinuousBackupsOutput, recoveryDisabled } from "../tables/continuous-backups.ts";

interface DescribeContinuousBackupsInput {
  readonly TableName: string;
}

const shape = structure("DescribeContinuousBackupsInput", { TableName: required(tableName) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export const DescribeContinuousBackups: Operation<
  DynamoDBState,
  DescribeContinuousBackupsInput,
  ContinuousBackupsOutput
> = {
  authorize: (call, { TableName }) => accessTable(call, "DescribeContinuousBackups", TableName),

  handle(call, input) {
    checkTableName(input);
    checkRequest(shape, input);
    requireNamedTable(call, input.TableName);
    return recoveryDisabled;
  },
};
