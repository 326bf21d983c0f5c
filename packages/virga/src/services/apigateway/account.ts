import type { Account } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import type { AccountRecord } from "./records.ts";

/** What a caller sees of the account's settings; the limits are AWS's defaults and not enforced. */
export function accountView(account: AccountRecord): Account {
  return {
    ...account,
    throttleSettings: { burstLimit: 5000, rateLimit: 10000 },
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  };
}

/** Refuses what is no role. */
export function checkLogRole({ cloudwatchRoleArn }: AccountRecord): void {
  if (!cloudwatchRoleArn || /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(cloudwatchRoleArn)) return;
  throw badRequest("Invalid Role ARN specified.");
}
