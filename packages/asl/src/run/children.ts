import { isNumber, type Json, toDouble } from "../json/value.ts";
import type { MapState, ParallelState, State } from "../program.ts";
import { contextObject, mapContext } from "./context-object.ts";
import type { Execution } from "./execution.ts";
import type { Children, Thread } from "./state.ts";

/** How many iterations of an inline Map run at once at most. */
const INLINE_CONCURRENCY = 40;

/** Starts all branches of a Parallel state. @throws StateFailure */
export function startBranches(run: Execution, thread: Thread, state: ParallelState): void {
  const scope = run.scope(thread, state.input(run.scope(thread, thread.input), run.host));
  const input = state.parameters?.(scope, run.host) ?? scope.input;
  run.recordNext(thread, "ParallelStateStarted");
  thread.phase = "children";
  const children: Children = { running: [], results: [], finished: 0, started: 0, length: state.branches.length };
  thread.children = children;
  for (const block of state.branches) {
    addChild(run, thread, block, input, thread.previousEventId, thread.item);
  }
}

/** Starts a Map state's first iterations; true if it has none and is done. @throws StateFailure */
export function startIterations(run: Execution, thread: Thread, state: MapState): boolean {
  const input = state.input(run.scope(thread, thread.input), run.host);
  const scope = run.scope(thread, input);
  const items = state.items(scope, run.host) as Json[];
  const limit = state.maxConcurrency(scope, run.host);
  const concurrency = isNumber(limit) ? toDouble(limit) : 0;
  run.recordNext(thread, "MapStateStarted", () => ["mapStateStartedEventDetails", { length: items.length }]);
  thread.phase = "children";
  thread.children = {
    running: [],
    results: [],
    finished: 0,
    started: 0,
    length: items.length,
    items,
    input,
    concurrency: concurrency === 0 ? INLINE_CONCURRENCY : Math.min(concurrency, INLINE_CONCURRENCY),
  };
  startMoreIterations(run, thread, state, thread.previousEventId);
  return items.length === 0;
}

/** Starts as many iterations as may run at once. @throws StateFailure */
function startMoreIterations(run: Execution, thread: Thread, state: MapState, previousEventId: number): void {
  const children = thread.children!;
  while (children.running.length < children.concurrency! && children.started < children.length && run.running) {
    const index = children.started;
    const value = children.items![index]!;
    const input = iterationInput(run, thread, state, index, value);
    const id = run.record("MapIterationStarted", previousEventId, () => [
      "mapIterationStartedEventDetails",
      { name: thread.state, index },
    ]);
    addChild(run, thread, state.processor, input, id, { index, value });
  }
}

function iterationInput(run: Execution, thread: Thread, state: MapState, index: number, value: Json): Json {
  if (state.itemSelector === undefined) {
    return value;
  }
  const context = () => ({ ...contextObject(run.state, thread, state), Map: mapContext(index, value) });
  return state.itemSelector(run.scope(thread, thread.children!.input!, context), run.host);
}

function addChild(
  run: Execution,
  parent: Thread,
  block: number,
  input: Json,
  previousEventId: number,
  item: Thread["item"],
): void {
  const children = parent.children!;
  const child = run.addThread({
    block,
    input,
    previousEventId,
    index: children.started++,
    parent: parent.id,
    ...(item === undefined ? {} : { item }),
  });
  children.running.push(child.id);
}

/** Notes a child's result; true if it was the last. @throws StateFailure */
export function finishChild(run: Execution, parent: Thread, child: Thread, output: Json): boolean {
  const state = run.stateOf(parent);
  const children = parent.children!;
  removeThread(run, child);
  children.running = children.running.filter((id) => id !== child.id);
  children.results[child.index] = output;
  children.finished++;
  let last = child.previousEventId;
  if (state.type === "Map") {
    last = run.record("MapIterationSucceeded", child.previousEventId, () =>
      iterationDetails("Succeeded", parent, child),
    );
    startMoreIterations(run, parent, state, child.previousEventId);
  }
  parent.previousEventId = last;
  return children.finished === children.length;
}

/** Records that all branches or iterations ended well and gives their results. */
export function completeChildren(run: Execution, thread: Thread, state: State): Json[] {
  run.record(`${state.type}StateSucceeded`, thread.previousEventId);
  const { results } = thread.children!;
  thread.children = undefined;
  return results;
}

/** Stops all children because one of them failed. */
export function abortChildren(run: Execution, parent: Thread, failed: Thread): void {
  const state = run.stateOf(parent);
  const cause = failed.previousEventId;
  for (const id of parent.children!.running) {
    const child = run.thread(id)!;
    if (state.type === "Map") {
      const ending = child === failed ? "Failed" : "Aborted";
      run.record(`MapIteration${ending}`, cause, () => iterationDetails(ending, parent, child));
    }
    abortThread(run, child, cause);
  }
  parent.children = undefined;
  parent.previousEventId = cause;
}

function abortThread(run: Execution, thread: Thread, cause: number): void {
  for (const id of thread.children?.running ?? []) {
    abortThread(run, run.thread(id)!, cause);
  }
  const { type } = run.stateOf(thread);
  if (thread.enteredEventId > 0 && (type === "Task" || type === "Wait" || type === "Parallel" || type === "Map")) {
    run.record(`${type}StateAborted`, cause);
  }
  removeThread(run, thread);
}

function removeThread(run: Execution, thread: Thread): void {
  run.release(thread);
  delete run.state.threads[thread.id];
  run.state.ready = run.state.ready.filter((id) => id !== thread.id);
}

function iterationDetails(ending: string, parent: Thread, child: Thread): [string, Record<string, unknown>] {
  return [`mapIteration${ending}EventDetails`, { name: parent.state, index: child.index }];
}
