import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { resourceNotFound } from "./errors.ts";
import type { MessageContent, Place, Queue, QueueName } from "./model.ts";
import type { MoveTask } from "./move-task.ts";
import type { SqsState } from "./state.ts";

const moveTimer = "sqs.move";
/** How many messages one step of a task without a limit moves at most. */
const movingStep = 500;

interface TaskName {
  readonly source: QueueName;
  readonly id: string;
}

/** The queue whose messages a task moves. @throws AwsError ResourceNotFoundException */
export function taskSource(state: SqsState, reader: StoreReader, place: Place, arn: string): Queue {
  const source = state.findByArn(reader, arn, place);
  if (!source) throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  return source;
}

/** Carries the move tasks of a runtime on: step by step on durable timers; each step is a transaction. */
export function carryMoveTasks(state: SqsState): void {
  state.host.timers.handle<TaskName>(moveTimer, ({ data }) => step(state, data));
}

export function startMoveTask(state: SqsState, transaction: Transaction, task: MoveTask): void {
  state.putMoveTask(transaction, task);
  plan(state, transaction, task, task.perSecond === undefined ? task.started : task.started + 1000);
}

function plan(state: SqsState, transaction: Transaction, { source, id }: TaskName, at: number): void {
  state.host.timers.set(transaction, { kind: moveTimer, id, at, data: { source, id } });
}

function step(state: SqsState, { source, id }: TaskName): void {
  const now = state.host.clock.now();
  const touched = state.transact((transaction) => {
    const task = state.moveTasks(transaction, source).find((each) => each.id === id);
    const queue = state.findQueue(transaction, source);
    if (!task || !queue) return [];
    if (task.status === "RUNNING") return move(state, transaction, task, queue, now);
    state.putMoveTask(transaction, { ...task, status: "CANCELLED" });
    return [];
  });
  for (const queue of touched) state.wake(queue);
}

function move(state: SqsState, transaction: Transaction, task: MoveTask, queue: Queue, now: number): Queue[] {
  const most = task.perSecond ?? movingStep;
  const taken = state.messages.take(transaction, queue, most, now);
  const touched = new Map<string, Queue>();
  for (const [index, { content }] of taken.entries()) {
    const failureReason = deliver(state, transaction, task, queue, content, now, touched);
    if (failureReason === undefined) continue;
    const left = taken
      .slice(index)
      .map(({ content: kept, enqueued }) => ({ content: { ...kept, from: now }, enqueued }));
    state.messages.send(transaction, queue, now, left);
    state.putMoveTask(transaction, { ...task, moved: task.moved + index, status: "FAILED", failureReason });
    return [...touched.values()];
  }
  const isOver = taken.length < most;
  const moved = task.moved + taken.length;
  const status = isOver ? "COMPLETED" : "RUNNING";
  state.putMoveTask(transaction, { ...task, moved, toMove: Math.max(task.toMove, moved), status });
  if (!isOver) plan(state, transaction, task, task.perSecond === undefined ? now + 1 : now + 1000);
  return [...touched.values()];
}

/** Sends a message on as a new one; gives why that can't be done. */
function deliver(
  state: SqsState,
  transaction: Transaction,
  task: MoveTask,
  queue: Queue,
  content: MessageContent,
  now: number,
  touched: Map<string, Queue>,
): string | undefined {
  const arn = task.destinationArn ?? content.deadLetterSource;
  if (arn === undefined) return "CouldNotDetermineMessageSource";
  const target = touched.get(arn) ?? state.findByArn(transaction, arn, queue);
  if (!target) return "AWS.SimpleQueueService.NonExistentQueue";
  const { deadLetterSource: _source, sequenceNumber: _number, ...rest } = content;
  const message = { ...rest, id: state.host.ids.uuid(), sent: now, from: now };
  state.messages.send(transaction, target, now, [{ content: message, enqueued: now }]);
  touched.set(arn, target);
  return undefined;
}
