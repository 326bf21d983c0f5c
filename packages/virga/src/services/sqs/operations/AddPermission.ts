import type { AddPermissionCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { invalidValue, missingParameter, overLimit } from "../errors.ts";
import { withPermission } from "../permissions.ts";
import type { SqsState } from "../state.ts";

const mostActions = 7;
/** What a queue's owner can share: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html */
const sharedActions = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
export const AddPermission: Operation<SqsState, AddPermissionCommandInput, object> = {
  authorize: onQueue("AddPermission"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const { Label: label = "", AWSAccountIds: accounts = [], Actions: actions = [] } = input;
    if (!/^[\w-]{1,80}$/.test(label)) {
      throw invalidValue(label, "Label", "Must be 1 to 80 alphanumeric characters, hyphens, or underscores.");
    }
    if (accounts.length === 0) throw missingParameter("AWSAccountId");
    if (actions.length === 0) throw missingParameter("ActionName");
    const wrongAccount = accounts.find((account) => !/^\d{12}$/.test(account));
    if (wrongAccount !== undefined) throw invalidValue(wrongAccount, "PrincipalId", "Unable to verify.");
    if (actions.length > mostActions) {
      throw overLimit(`${String(actions.length)} Actions were found, maximum allowed is ${String(mostActions)}.`);
    }
    const wrongAction = actions.find((action) => !sharedActions.has(action));
    if (wrongAction !== undefined) {
      const allowed = [...sharedActions].join("; ");
      throw invalidValue(
        `SQS:${wrongAction}`,
        "ActionName",
        `Please refer to the appropriate WSDL for a list of valid actions: ${allowed}.`,
      );
    }
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      call.state.putQueue(transaction, { ...queue, policy: withPermission(queue, label, accounts, actions) });
    });
    return {};
  },
};
