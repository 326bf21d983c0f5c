import type { AwsError } from "../../kernel/errors.ts";
import { invalidParameter, invalidValue } from "./errors.ts";

/** How many queues a page has at most. */
export const largestPage = 1000;

/** @throws AwsError InvalidParameterValue */
export function checkPageSize(most: number | undefined): void {
  if (most === undefined || (Number.isInteger(most) && most >= 1 && most <= largestPage)) return;
  throw invalidValue(most, "MaxResults", `Must be between 1 and ${String(largestPage)}, if provided.`);
}

/** A paging token that no answer gave. */
export function invalidToken(): AwsError {
  return invalidParameter("Invalid or expired next token.");
}
