import type { Operation } from "../../../kernel/service.ts";
import { unsupported } from "../errors.ts";
import { checkTableName, tableName } from "../requests/item-members.ts";
import { checkRequest, flag, required, structure } from "../requests/shapes.ts";
import { accessTable, requireNamedTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import { type ContinuousBackupsOutput, recoveryDisabled } from "../tables/continuous-backups.ts";

interface UpdateContinuousBackupsInput {
  readonly TableName: string;
  readonly PointInTimeRecoverySpecification: { readonly PointInTimeRecoveryEnabled: boolean };
}

const shape = structure("UpdateContinuousBackupsInput", {
  TableName: required(tableName),
  PointInTimeRecoverySpecification: required(
    structure("PointInTimeRecoverySpecification", { PointInTimeRecoveryEnabled: required(flag) }),
  ),
});

/**
 * There are no backups here, so enabling them fails by name.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
export const UpdateContinuousBackups: Operation<DynamoDBState, UpdateContinuousBackupsInput, ContinuousBackupsOutput> =
  {
    authorize: (call, { TableName }) => accessTable(call, "UpdateContinuousBackups", TableName),

    handle(call, input) {
      checkTableName(input);
      checkRequest(shape, input);
      requireNamedTable(call, input.TableName);
      if (!input.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled) return recoveryDisabled;
      throw unsupported("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled: recovery to a point in time");
    },
  };
