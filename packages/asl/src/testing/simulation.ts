import { parseJson } from "../json/text.ts";
import type { Json } from "../json/value.ts";
import { parseDefinition } from "../parse/definition.ts";
import type { Program } from "../program.ts";
import type { Effect, ExecutionEvent, TaskCall } from "../run/events.ts";
import { newExecution, restoreExecution, serializeExecution } from "../run/execution.ts";
import type { HistoryEvent } from "../run/history.ts";
import { advance } from "../run/interpreter.ts";
import type { ExecutionState } from "../run/state.ts";

/** What a test answers a task with. */
export type Answer = { output: Json } | { error?: string; cause?: string } | "nothing";

/** The instant at which simulated executions start: 2020-01-01T00:00:00Z. */
export const START = Date.UTC(2020, 0, 1);

/** A host without surprises: numbered ids, always the same random number, no real digests. */
export const testHost = {
  random: () => 0.5,
  uuid: () => "00000000-0000-4000-8000-000000000000",
  hash: (algorithm: string, text: string) => `${algorithm}(${text})`,
};

/** The program of a definition that must be right. */
function programOf(definition: unknown): Program {
  const result = parseDefinition(JSON.stringify(definition));
  if (result.outcome !== "program") {
    throw new TypeError(JSON.stringify(result));
  }
  return result.program;
}

/** Runs an execution on a clock of its own, from one timer to the next. Its state goes through text at every step. */
export class Simulation {
  state: ExecutionState;
  now = START;
  pauses = 0;
  readonly history: HistoryEvent[] = [];
  readonly calls: TaskCall[] = [];
  private readonly program: Program;
  private readonly answer: (call: TaskCall) => Answer;
  private timers: { timer: string; at: number }[] = [];

  constructor(definition: unknown, inputText: string, answer: (call: TaskCall) => Answer = () => "nothing") {
    this.program = programOf(definition);
    this.answer = answer;
    const identity = {
      executionArn: "arn:aws:states:us-east-1:000000000000:execution:machine:run",
      executionName: "run",
      roleArn: "arn:aws:iam::000000000000:role/role",
      stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
      stateMachineName: "machine",
      region: "us-east-1",
      type: "STANDARD" as const,
    };
    this.state = newExecution(identity, parseJson(inputText), START);
    this.feed({ type: "start", now: START, inputText });
  }

  /** Lets an event happen and answers the tasks it leads to. */
  feed(event: ExecutionEvent): void {
    this.state = restoreExecution(serializeExecution(this.state));
    for (const effect of advance(this.program, this.state, event, testHost)) {
      this.perform(effect);
    }
  }

  /** Runs timers until the execution ends or has nothing left to wait for. */
  run(): this {
    while (this.state.status === "RUNNING" && this.timers.length > 0) {
      this.timers.sort((a, b) => a.at - b.at);
      const due = this.timers.shift()!;
      this.now = Math.max(this.now, due.at);
      this.feed({ type: "timer", now: this.now, timer: due.timer });
    }
    return this;
  }

  get types(): string[] {
    return this.history.map((event) => event.type);
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case "history":
        this.history.push(effect.event);
        break;
      case "startTimer":
        this.timers.push(effect);
        break;
      case "cancelTimer":
        this.timers = this.timers.filter((entry) => entry.timer !== effect.timer);
        break;
      case "pause":
        this.pauses++;
        break;
      case "call":
        this.answerCall(effect.call);
    }
  }

  private answerCall(call: TaskCall): void {
    this.calls.push(call);
    const answer = this.answer(call);
    if (answer !== "nothing") {
      const { task } = call;
      const type = "output" in answer ? "taskSucceeded" : "taskFailed";
      this.feed({ type, now: this.now, task, ...answer } as ExecutionEvent);
    }
  }
}

/** Runs a single state that makes an output from an input. */
export function outputOf(state: Record<string, unknown>, input: unknown): Json | undefined {
  const definition = { StartAt: "S", States: { S: { Type: "Pass", End: true, ...state } } };
  return new Simulation(definition, JSON.stringify(input)).run().state.output;
}
