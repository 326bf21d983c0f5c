import type { Host } from "./host.ts";
import type { Json, JsonObject } from "./json/value.ts";
import type { Scope } from "./paths/scope.ts";
import type { TaskResource } from "./resource.ts";

/** A checked and compiled state machine definition. It holds closures: share it between executions, never store it. */
export interface Program {
  /** All blocks of states; block 0 is the state machine's own, the others are branches and item processors. */
  readonly blocks: readonly Block[];
  readonly timeoutSeconds: number | undefined;
  /** The variables that each state's expressions refer to, by state name; states without any are left out. */
  readonly variableReferences: Readonly<Record<string, readonly string[]>>;
}

/** A set of states that lead to one another. */
export interface Block {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** An expression ready to be evaluated. It throws a {@link StateFailure} with the service's cause. */
export type Evaluator = (scope: Scope, host: Host) => Json;

/** Variables to assign when a state is left. */
export type Assignment = (scope: Scope, host: Host) => JsonObject;

/** What is known of every state. */
export interface StateBase {
  readonly name: string;
  readonly next: string | undefined;
  /** The state's input as its fields see it (`InputPath`). */
  readonly input: Evaluator;
  /** What leaves the state, from what it made (`OutputPath`). */
  readonly output: Evaluator;
  readonly assign: Assignment | undefined;
}

/** What states have that make a result and put it into their input. */
export interface ResultBase {
  /** The payload made from the input (`Parameters`); undefined: the input itself. */
  readonly parameters: Evaluator | undefined;
  /** What is kept of the result (`ResultSelector`); undefined: all of it. */
  readonly select: Evaluator | undefined;
  /** Puts the result into the state's raw input (`ResultPath`). */
  readonly place: (input: Json, result: Json) => Json;
}

/** What states have that may fail and go on. */
export interface RecoveryBase {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

/** One entry of `Retry`. Times are in seconds. */
export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}

/** One entry of `Catch`. */
export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly place: (input: Json, result: Json) => Json;
  readonly assign: Assignment | undefined;
}

export interface PassState extends StateBase, ResultBase {
  readonly type: "Pass";
  /** The constant `Result`; undefined: the input or parameters. */
  readonly result: Json | undefined;
}

export interface TaskState extends StateBase, ResultBase, RecoveryBase {
  readonly type: "Task";
  readonly resource: TaskResource;
  /** Seconds until the task fails with `States.Timeout`; undefined: no limit is set. */
  readonly timeoutSeconds: Evaluator | undefined;
  readonly heartbeatSeconds: Evaluator | undefined;
  readonly credentials: Evaluator | undefined;
}

export interface WaitState extends StateBase {
  readonly type: "Wait";
  /** The instant to go on at, in milliseconds since 1970, for a state entered at `now`. */
  readonly until: (scope: Scope, now: number) => number;
}

export interface ChoiceState extends StateBase {
  readonly type: "Choice";
  readonly rules: readonly ChoiceRule[];
  readonly otherwise: string | undefined;
}

/** One entry of `Choices`. */
export interface ChoiceRule {
  readonly matches: (scope: Scope) => boolean;
  readonly next: string;
  readonly assign: Assignment | undefined;
}

export interface SucceedState extends StateBase {
  readonly type: "Succeed";
}

export interface FailState extends StateBase {
  readonly type: "Fail";
  readonly error: Evaluator | undefined;
  readonly cause: Evaluator | undefined;
}

export interface ParallelState extends StateBase, ResultBase, RecoveryBase {
  readonly type: "Parallel";
  /** The numbers of the branches' blocks. */
  readonly branches: readonly number[];
}

export interface MapState extends StateBase, ResultBase, RecoveryBase {
  readonly type: "Map";
  /** The number of the item processor's block. */
  readonly processor: number;
  /** The array to iterate over (`ItemsPath`). */
  readonly items: Evaluator;
  /** An iteration's input (`ItemSelector`); undefined: the item itself. */
  readonly itemSelector: Evaluator | undefined;
  /** How many iterations may run at once; 0: as many as there are. */
  readonly maxConcurrency: Evaluator;
}

export type State =
  | PassState
  | TaskState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;
