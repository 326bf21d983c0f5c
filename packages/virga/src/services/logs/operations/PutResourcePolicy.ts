import type { PutResourcePolicyCommandInput, PutResourcePolicyCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onNoResource } from "../authorization.ts";
import { invalidParameter, notImplemented } from "../errors.ts";
import type { LogsState } from "../state.ts";

const mostPolicies = 10;
const longestDocument = 5120;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
export const PutResourcePolicy: Operation<
  LogsState,
  PutResourcePolicyCommandInput,
  Omit<PutResourcePolicyCommandOutput, "$metadata">
> = {
  authorize: onNoResource("PutResourcePolicy"),
  handle(call, input) {
    if (input.resourceArn !== undefined) throw notImplemented("resourceArn in PutResourcePolicy");
    if (input.expectedRevisionId !== undefined) throw notImplemented("expectedRevisionId in PutResourcePolicy");
    const { policyName: name, policyDocument: document } = input;
    if (name === undefined) throw invalidParameter("PolicyName is required for account-scoped resource policies.");
    checkDocument(document ?? "");
    return call.state.transact((transaction) => {
      const known = call.state.findPolicy(transaction, call, name);
      if (!known && [...call.state.policies(transaction, call)].length >= mostPolicies) {
        throw new AwsError("LimitExceededException", "Resource limit exceeded.");
      }
      call.state.putPolicy(transaction, call, { name, document: document!, updated: call.now });
      return { resourcePolicy: { policyName: name, policyDocument: document!, lastUpdatedTime: call.now } };
    });
  },
};

function checkDocument(document: string): void {
  if (document.length < 1 || document.length > longestDocument) {
    throw invalidParameter(`Resource policy cannot be longer than ${longestDocument} characters.`);
  }
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed === "object" && parsed !== null && "Statement" in parsed) return;
  } catch {
    // Not JSON: as malformed as JSON without statements.
  }
  throw invalidParameter("Unable to parse resource policy: the policy document is malformed.");
}
