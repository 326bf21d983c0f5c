import type { Operation } from "../../../kernel/service.ts";
import type { DynamoDBState } from "../state.ts";

interface DescribeLimitsOutput {
  readonly AccountMaxReadCapacityUnits: number;
  readonly AccountMaxWriteCapacityUnits: number;
  readonly TableMaxReadCapacityUnits: number;
  readonly TableMaxWriteCapacityUnits: number;
}

/** AWS's default quotas; nothing here is limited by them. */
const quotas: DescribeLimitsOutput = {
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export const DescribeLimits: Operation<DynamoDBState, object, DescribeLimitsOutput> = {
  authorize: () => ({ action: "dynamodb:DescribeLimits", resource: "*" }),
  handle: () => quotas,
};
