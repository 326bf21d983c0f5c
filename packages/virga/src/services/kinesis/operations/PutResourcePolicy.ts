import type { PutResourcePolicyCommandInput } from "@aws-sdk/client-kinesis";
import { AwsError } from "../../../kernel/errors.ts";
import { parsePolicyDocument } from "../../../kernel/iam/policy-document.ts";
import type { Operation } from "../../../kernel/service.ts";
import { invalidArgument } from "../errors.ts";
import type { KinesisState } from "../state.ts";
import { changeResource, onResource } from "../streams.ts";

const largestPolicy = 20 * 1024;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutResourcePolicy.html */
export const PutResourcePolicy: Operation<KinesisState, PutResourcePolicyCommandInput, object> = {
  authorize: onResource("PutResourcePolicy"),
  handle(call, { ResourceARN: arn = "", Policy: policy = "" }) {
    checkPolicy(policy);
    changeResource(call, arn, () => ({ policy }));
    return {};
  },
};

function checkPolicy(policy: string): void {
  if (Buffer.byteLength(policy) > largestPolicy) {
    throw invalidArgument(`Resource policy size exceeds the limit of ${largestPolicy} bytes.`);
  }
  try {
    parsePolicyDocument(policy, "resource");
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw invalidArgument(`Invalid resource policy: ${thrown.message}`);
  }
}
