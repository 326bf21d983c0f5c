import type { Transaction } from "../../kernel/store.ts";
import type { SqsCall } from "./access.ts";
import { invalidParameter, invalidValue, missingParameter, receiptHandleIsInvalid } from "./errors.ts";
import { longestVisibility, type Queue } from "./model.ts";
import { type Receipt, readReceiptHandle } from "./receipt-handles.ts";

/** The receipt that a handle stands for. @throws AwsError MissingParameter, ReceiptHandleIsInvalid */
function receiptOf(handle: string | undefined): Receipt {
  if (handle === undefined || handle === "") throw missingParameter("ReceiptHandle");
  const receipt = readReceiptHandle(handle);
  if (!receipt) throw receiptHandleIsInvalid(handle);
  return receipt;
}

/** Deletes a message by its receipt handle; one that is gone is no error. */
export function deleteMessage(call: SqsCall, transaction: Transaction, queue: Queue, handle: string | undefined): void {
  const found = call.state.messages.delete(transaction, queue, receiptOf(handle), call.now);
  if (queue.fifo && (found === "visible" || found === "stale")) {
    throw invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");
  }
  call.state.metrics.deleted(queue);
}

/** Sets for how many seconds from now a message stays hidden. */
export function changeVisibility(
  call: SqsCall,
  transaction: Transaction,
  queue: Queue,
  handle: string | undefined,
  seconds: number | undefined,
): void {
  if (seconds === undefined) throw missingParameter("VisibilityTimeout");
  checkVisibility(seconds);
  const until = call.now + seconds * 1000;
  const check = (lastReceive: number): void => {
    if (until <= lastReceive + longestVisibility * 1000) return;
    throw invalidParameter(
      `Value ${String(seconds)} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${String(longestVisibility)} seconds].`,
    );
  };
  const receipt = receiptOf(handle);
  const found = call.state.messages.changeVisibility(transaction, queue, receipt, until, call.now, check);
  if (found === "gone" || found === "stale" || (found === "visible" && queue.fifo)) {
    const reason = "Message does not exist or is not available for visibility timeout change.";
    throw invalidValue(handle, "ReceiptHandle", reason);
  }
}

/** @throws AwsError InvalidParameterValue */
export function checkVisibility(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= longestVisibility) return;
  throw invalidValue(seconds, "VisibilityTimeout", `Must be between 0 and ${String(longestVisibility)}, if provided.`);
}
