import type { Account, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import type { AccountRecord } from "./records.ts";

/** The limits of all requests to an account's APIs in a region together. */
export function accountLimits({ throttle }: AccountRecord): Required<ThrottleSettings> {
  return { burstLimit: throttle?.burstLimit ?? 5000, rateLimit: throttle?.rateLimit ?? 10_000 };
}

/** What a caller sees of the account's settings. */
export function accountView(record: AccountRecord): Account {
  const { throttle: _limits, ...account } = record;
  return { ...account, throttleSettings: accountLimits(record), features: ["UsagePlans"], apiKeyVersion: "4" };
}

/** Refuses what is no role. */
export function checkLogRole({ cloudwatchRoleArn }: AccountRecord): void {
  if (!cloudwatchRoleArn || /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(cloudwatchRoleArn)) return;
  throw badRequest("Invalid Role ARN specified.");
}
