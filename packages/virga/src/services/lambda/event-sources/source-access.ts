import { parseArn } from "../../../kernel/arns.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import { roleContext } from "../execution-role-context.ts";
import type { FunctionVersion } from "../model.ts";
import { type EventSourceKind, streamArnOf } from "./model.ts";

/** Checks that a source is there and that the function's role may read it. @throws AwsError InvalidParameterValueException */
export async function checkSource(
  call: Call,
  kind: EventSourceKind,
  sourceArn: string,
  version: FunctionVersion,
): Promise<void> {
  if (kind === "sqs") await checkQueue(call, sourceArn, version);
  else await checkStream(call, sourceArn, version);
}

/** The URL of a queue, as the engine's own calls name it. */
export function queueUrlOf(call: Pick<Call, "host">, queueArn: string): string {
  const { account, resource } = parseArn(queueArn);
  return `${call.host.settings.endpoint()}/${account}/${resource}`;
}

function contextOf(call: Call, sourceArn: string, version: FunctionVersion) {
  try {
    return roleContext(call.host, version, sourceArn, call.span);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
  }
}

/** The role must be allowed all three, each is asked for; the queue's attributes are needed anyway. */
async function checkQueue(call: Call, queueArn: string, version: FunctionVersion): Promise<void> {
  const context = contextOf(call, queueArn, version);
  const QueueUrl = queueUrlOf(call, queueArn);
  for (const action of ["ReceiveMessage", "DeleteMessage"]) checkAllowed(call, action, queueArn, context.principal);
  try {
    const input = { QueueUrl, AttributeNames: ["VisibilityTimeout" as const] };
    const { Attributes } = await call.host.bus.call("sqs", "GetQueueAttributes", input, context);
    const visibility = Number(Attributes?.VisibilityTimeout);
    if (visibility < version.timeout) {
      throw invalidParameter(
        `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${version.timeout} seconds`,
      );
    }
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    if (isDenied(thrown)) throw queueDenied("GetQueueAttributes");
    if (!thrown.code.includes("QueueDoesNotExist") && !thrown.code.includes("NonExistentQueue")) throw thrown;
    throw invalidParameter(
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    );
  }
}

function checkAllowed(
  call: Call,
  action: string,
  resource: string,
  principal: ReturnType<typeof contextOf>["principal"],
): void {
  try {
    call.host.iam.authorize(principal, { action: `sqs:${action.toLowerCase()}`, resource }, call);
  } catch (thrown) {
    if (thrown instanceof AwsError) throw queueDenied(action);
    throw thrown;
  }
}

function queueDenied(action: string): AwsError {
  return invalidParameter(`The function execution role does not have permissions to call ${action} on SQS`);
}

function isDenied({ code }: AwsError): boolean {
  return code.startsWith("AccessDenied");
}

/** A role need not be allowed to ask for the consumer that it may subscribe with. @throws AwsError ResourceNotFoundException */
async function checkConsumer(call: Call, ConsumerARN: string, context: ReturnType<typeof contextOf>): Promise<void> {
  try {
    await call.host.bus.call("kinesis", "DescribeStreamConsumer", { ConsumerARN }, context);
  } catch (thrown) {
    if (!(thrown instanceof AwsError && isDenied(thrown))) throw thrown;
  }
}

async function checkStream(call: Call, sourceArn: string, version: FunctionVersion): Promise<void> {
  const streamArn = streamArnOf({ sourceArn });
  const context = contextOf(call, streamArn, version);
  const authorize = (action: string, resource: string) =>
    call.host.iam.authorize(context.principal, { action: `kinesis:${action}`, resource }, call);
  try {
    await call.host.bus.call("kinesis", "DescribeStreamSummary", { StreamARN: streamArn }, context);
    for (const action of ["DescribeStream", "GetRecords", "GetShardIterator", "ListShards"]) {
      authorize(action, streamArn);
    }
    if (sourceArn !== streamArn) {
      authorize("SubscribeToShard", sourceArn);
      await checkConsumer(call, sourceArn, context);
    }
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    if (thrown.code === "ResourceNotFoundException") throw invalidParameter(`Stream not found: ${sourceArn}`);
    if (!isDenied(thrown)) throw thrown;
    throw invalidParameter(
      `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
    );
  }
}
