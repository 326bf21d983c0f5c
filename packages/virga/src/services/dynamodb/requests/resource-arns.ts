import { tryParseArn } from "../../../kernel/arns.ts";
import { AwsError } from "../../../kernel/errors.ts";
import { resourceArnNotFound, validationError } from "../errors.ts";
import type { Table } from "../tables/table.ts";
import { required, type Shape, text } from "./shapes.ts";
import type { DynamoDBCall } from "./table-access.ts";

const longestArn = 1_283;
const tableResource = /^table\/([a-zA-Z0-9_.-]{3,255})$/;

/** The ARN of a table, as tags and policies take it. */
export const resourceArn: Shape = required(text({ min: 1, max: longestArn }));

/** The table of an ARN; throws AWS's errors for what names none. */
export function requireTableOfArn(call: DynamoDBCall, arnText: string): Table {
  const arn = tryParseArn(arnText);
  const name = arn?.service === "dynamodb" ? tableResource.exec(arn.resource)?.[1] : undefined;
  if (!arn || !name) throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arnText}`);
  const table = call.state.findTable({ account: arn.account, region: arn.region, name });
  if (!table) throw resourceArnNotFound(arnText);
  return table;
}

/** A policy's revision must be the one the caller expects, if it says so. */
export function checkRevision(table: Table, expected: string | undefined): void {
  if (expected === undefined || expected === null) return;
  const current = table.record.resourcePolicy?.revisionId ?? "NO_POLICY";
  if (current === expected) return;
  throw new AwsError(
    "PolicyNotFoundException",
    `Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id ${expected} but the current revision id is ${current}`,
  );
}

/** The table has no policy. */
export function policyNotFound(arnText: string): AwsError {
  return new AwsError(
    "PolicyNotFoundException",
    `Resource-based policy not found for the provided ResourceArn: Resource-based policy not found for ResourceArn: ${arnText}`,
  );
}
