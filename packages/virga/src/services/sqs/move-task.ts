import type { QueueName } from "./model.ts";

/** A task that moves messages out of a dead-letter queue. Instants are epoch milliseconds. */
export interface MoveTask {
  readonly id: string;
  readonly source: QueueName;
  /** Without one each message goes back to the queue it came from. */
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  readonly started: number;
  readonly moved: number;
  readonly toMove: number;
  readonly failureReason?: string;
}

/** A task's handle: it names the task and its source. */
export function writeTaskHandle(id: string, sourceArn: string): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");
}

/** Reads a task's handle; undefined for a text that is none. */
export function readTaskHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } | undefined {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString("utf8")) as Record<string, unknown>;
    return typeof taskId === "string" && typeof sourceArn === "string" ? { taskId, sourceArn } : undefined;
  } catch {
    return undefined;
  }
}
