import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { Call } from "../../kernel/service.ts";
import { invalidAddress, missingParameter } from "./errors.ts";
import { parseQueueArn, parseQueueUrl, type QueueName, queueArn } from "./model.ts";
import type { SqsState } from "./state.ts";

export type SqsCall = Call<SqsState>;

interface OfQueue {
  readonly QueueUrl?: string | undefined;
}

/** The queue that an input names by its URL, whichever host the URL has. @throws AwsError MissingParameter, InvalidAddress */
export function namedQueue(call: SqsCall, { QueueUrl: url }: OfQueue): QueueName {
  if (url === undefined || url === "") throw missingParameter("QueueUrl");
  const named = parseQueueUrl(url);
  if (named) return { ...named, region: call.region };
  // AWS also takes a bare name of a queue of the caller's.
  if (/^[\w-]{1,80}(\.fifo)?$/.test(url)) return { account: call.account, region: call.region, name: url };
  throw invalidAddress(url);
}

/** An action on a queue. AWS names the actions of SQS in lower case in its refusals. */
function request(call: SqsCall, action: string, queue: QueueName): AuthorizationRequest {
  const policy = call.state.findQueue(call.state.reader, queue)?.policy;
  return {
    action: `sqs:${action.toLowerCase()}`,
    resource: queueArn(queue),
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
  };
}

/** The caller must be allowed the action on the queue whose URL the input has. */
export function onQueue(action: string): (call: SqsCall, input: OfQueue) => AuthorizationRequest {
  return (call, input) => request(call, action, namedQueue(call, input));
}

/** The caller must be allowed the action on the queue of this name in its account. */
export function onQueueName(
  action: string,
): (
  call: SqsCall,
  input: { readonly QueueName?: string | undefined; readonly QueueOwnerAWSAccountId?: string | undefined },
) => AuthorizationRequest {
  return (call, { QueueName: name = "", QueueOwnerAWSAccountId: account = call.account }) =>
    request(call, action, { account, region: call.region, name });
}

/** The caller must be allowed the action on the queue of this ARN. */
export function onQueueArn(call: SqsCall, action: string, arn: string | undefined): AuthorizationRequest {
  const queue = parseQueueArn(arn ?? "");
  return queue ? request(call, action, queue) : { action: `sqs:${action.toLowerCase()}`, resource: arn ?? "*" };
}

/** How `SenderId` names a caller: by unique ids; a service by its name. */
export function senderId(principal: Principal): string {
  switch (principal.kind) {
    case "root":
      return principal.account;
    case "session":
      return `${principal.roleId}:${principal.sessionName}`;
    case "user":
      return principal.userId;
    case "service":
      return principal.service;
    case "anonymous":
      return "anonymous";
  }
}
