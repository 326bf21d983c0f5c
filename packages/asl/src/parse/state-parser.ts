import { StateFailure } from "../errors.ts";
import { renderJson } from "../json/text.ts";
import { isObject, type Json } from "../json/value.ts";
import type {
  ChoiceRule,
  ChoiceState,
  FailState,
  MapState,
  ParallelState,
  PassState,
  ResultBase,
  State,
  StateBase,
  SucceedState,
  TaskState,
  WaitState,
} from "../program.ts";
import { parseResource, type TaskResource } from "../resource.ts";
import { parseTimestamp } from "../timestamp.ts";
import { ChoiceRuleCompiler } from "./choice-rules.ts";
import { type ExpressionCompiler, readPathField } from "./compiler.ts";
import type { Findings } from "./diagnostics.ts";
import { Fields } from "./fields.ts";
import { JsonPathFlow } from "./flow.ts";
import { RecoveryParser } from "./recovery.ts";
import { DISTRIBUTED_FIELDS, STATE_FIELDS, STATE_TYPES, type StateType } from "./state-fields.ts";
import { type WaitEnd, waitSecondsAt, waitTimestampAt } from "./waits.ts";

/** The longest a timeout may be set to, in seconds. */
const MAX_TIMEOUT_SECONDS = 99_999_999;
/** The longest a Wait state may wait, in seconds (one year). */
const MAX_WAIT_SECONDS = 99_999_999;

/** Parses a nested set of states; gives the number of its block, or undefined if it has none. */
export type BlockParser = (fields: Fields, extra: readonly string[]) => number | undefined;

/** Whether the definition is for a STANDARD or an EXPRESS state machine; undefined: either. */
export type MachineType = "STANDARD" | "EXPRESS" | undefined;

/** Parses single states. */
export class StateParser {
  private readonly findings: Findings;
  private readonly flow: JsonPathFlow;
  private readonly recovery: RecoveryParser;
  private readonly rules: ChoiceRuleCompiler;
  private readonly parseBlock: BlockParser;
  private readonly machineType: MachineType;

  constructor(compiler: ExpressionCompiler, findings: Findings, parseBlock: BlockParser, machineType: MachineType) {
    this.findings = findings;
    this.flow = new JsonPathFlow(compiler, findings);
    this.recovery = new RecoveryParser(this.flow, findings);
    this.rules = new ChoiceRuleCompiler(compiler, findings);
    this.parseBlock = parseBlock;
    this.machineType = machineType;
  }

  /** Parses a state; what is wrong is reported, and what can't be made of it is undefined. */
  parse(name: string, fields: Fields): State | undefined {
    if (!fields.require("Type")) {
      return undefined;
    }
    const type = fields.get("Type");
    if (!STATE_TYPES.includes(type as StateType)) {
      const reason = `The field 'Type' should have one of these values: [${STATE_TYPES.join(", ")}]`;
      this.findings.schema(reason, fields.at("Type"));
      return undefined;
    }
    fields.allow(STATE_FIELDS[type as StateType]);
    const base = this.base(name, fields);
    return this.parseType(type as StateType, fields, base);
  }

  private parseType(type: StateType, fields: Fields, base: StateBase): State | undefined {
    switch (type) {
      case "Pass":
        return this.pass(fields, base);
      case "Task":
        return this.task(fields, base);
      case "Wait":
        return this.wait(fields, base);
      case "Choice":
        return this.choice(fields, base);
      case "Succeed":
        return { ...base, type } satisfies SucceedState;
      case "Fail":
        return this.fail(fields, base);
      case "Parallel":
        return this.parallel(fields, base);
      case "Map":
        return this.map(fields, base);
    }
  }

  private base(name: string, fields: Fields): StateBase {
    const type = fields.get("Type") as StateType;
    if (type !== "Choice" && type !== "Succeed" && type !== "Fail") {
      this.checkTransition(fields);
    }
    return {
      name,
      next: fields.text("Next"),
      input: this.flow.filter(fields, "InputPath"),
      output: this.flow.filter(fields, "OutputPath"),
      assign: this.flow.assign(fields),
    };
  }

  private checkTransition(fields: Fields): void {
    const end = fields.boolean("End");
    if (!fields.has("Next") && end !== true) {
      this.findings.schema("These fields are required: [Next]", fields.location);
    } else if (fields.has("Next") && fields.has("End")) {
      fields.onlyOne("Next", "End");
    }
  }

  private result(fields: Fields): ResultBase {
    return {
      parameters: this.flow.template(fields, "Parameters"),
      select: this.flow.template(fields, "ResultSelector"),
      place: this.flow.place(fields),
    };
  }

  private pass(fields: Fields, base: StateBase): PassState {
    return { ...base, ...this.result(fields), type: "Pass", result: fields.get("Result") };
  }

  private task(fields: Fields, base: StateBase): TaskState | undefined {
    const state = {
      ...base,
      ...this.result(fields),
      retriers: this.recovery.retriers(fields),
      catchers: this.recovery.catchers(fields),
      timeoutSeconds: this.flow.integer(fields, "TimeoutSeconds", 1, MAX_TIMEOUT_SECONDS),
      heartbeatSeconds: this.flow.integer(fields, "HeartbeatSeconds", 1, MAX_TIMEOUT_SECONDS),
      credentials: this.flow.template(fields, "Credentials"),
    };
    const resource = this.resource(fields);
    return resource === undefined ? undefined : { ...state, type: "Task", resource };
  }

  private resource(fields: Fields): TaskResource | undefined {
    if (!fields.require("Resource")) {
      return undefined;
    }
    const arn = fields.text("Resource");
    const resource = arn === undefined ? undefined : parseResource(arn);
    if (resource === undefined) {
      this.findings.schema("Value is not a valid resource ARN", fields.at("Resource"));
      return undefined;
    }
    if (resource === "notRecognized") {
      this.findings.schema(
        `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is ` +
          "not available in this region.",
        fields.at("Resource"),
      );
      return undefined;
    }
    if (this.machineType === "EXPRESS") {
      this.checkExpressResource(resource, fields);
    }
    return resource;
  }

  private checkExpressResource(resource: TaskResource, fields: Fields): void {
    const location = fields.at("Resource");
    if (resource.kind === "activity") {
      this.findings.schema("Express state machine does not support Activity ARN", location);
    } else if (resource.kind !== "lambda" && resource.pattern === "waitForTaskToken") {
      this.findings.schema("Express state machine does not support '.waitForTaskToken' service integration ", location);
    } else if (resource.kind !== "lambda" && resource.pattern !== "requestResponse") {
      this.findings.schema("Express state machine does not support '.sync' service integration", location);
    }
  }

  private wait(fields: Fields, base: StateBase): WaitState {
    const given = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter((name) => fields.has(name));
    if (given.length !== 1) {
      const reason =
        "There should be exactly one of the following fields: [Seconds, SecondsPath, Timestamp, TimestampPath]";
      this.findings.schema(reason, fields.location);
    }
    return { ...base, type: "Wait", until: this.waitEnd(fields) };
  }

  private waitEnd(fields: Fields): WaitEnd {
    const seconds = fields.integer("Seconds", 0, MAX_WAIT_SECONDS);
    if (seconds !== undefined) {
      return (_scope, now) => now + seconds * 1000;
    }
    const timestamp = fields.text("Timestamp");
    if (timestamp !== undefined) {
      const instant = parseTimestamp(timestamp);
      if (instant === undefined) {
        this.findings.schema("String does not match RFC3339 timestamp", fields.at("Timestamp"));
      }
      return () => instant!.milliseconds;
    }
    const secondsPath = this.flow.referencePath(fields, "SecondsPath");
    if (secondsPath !== undefined) {
      return waitSecondsAt(secondsPath);
    }
    const timestampPath = this.flow.referencePath(fields, "TimestampPath");
    return timestampPath === undefined ? (_scope, now) => now : waitTimestampAt(timestampPath);
  }

  private choice(fields: Fields, base: StateBase): ChoiceState {
    fields.require("Choices");
    const list = fields.list("Choices");
    if (list?.length === 0) {
      this.findings.schema("Value cannot be empty", fields.at("Choices"));
    }
    const rules = (list ?? []).flatMap((rule, index) => this.choiceRule(rule, `${fields.at("Choices")}[${index}]`));
    return { ...base, type: "Choice", rules, otherwise: fields.text("Default") };
  }

  private choiceRule(rule: Json, location: string): ChoiceRule[] {
    if (!isObject(rule)) {
      this.findings.schema("Expected value of type Object", location);
      return [];
    }
    const fields = new Fields(rule, location, this.findings);
    fields.require("Next");
    const matches = this.rules.compile(fields, ["Next", "Assign"]);
    return [{ matches, next: fields.text("Next") ?? "", assign: this.flow.assign(fields) }];
  }

  private fail(fields: Fields, base: StateBase): FailState {
    return { ...base, type: "Fail", error: this.flow.text(fields, "Error"), cause: this.flow.text(fields, "Cause") };
  }

  private parallel(fields: Fields, base: StateBase): ParallelState {
    fields.require("Branches");
    const list = fields.list("Branches");
    if (list?.length === 0) {
      this.findings.schema("Value cannot be empty", fields.at("Branches"));
    }
    const branches = (list ?? []).flatMap((branch, index) => this.branch(branch, `${fields.at("Branches")}[${index}]`));
    return {
      ...base,
      ...this.result(fields),
      type: "Parallel",
      branches,
      retriers: this.recovery.retriers(fields),
      catchers: this.recovery.catchers(fields),
    };
  }

  private branch(branch: Json, location: string): number[] {
    if (!isObject(branch)) {
      this.findings.schema("Expected value of type Object", location);
      return [];
    }
    return [this.parseBlock(new Fields(branch, location, this.findings), []) ?? 0];
  }

  private map(fields: Fields, base: StateBase): MapState | undefined {
    const processorField = fields.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
    if (processorField === "Iterator" && !fields.has("Iterator")) {
      fields.require("ItemProcessor");
    }
    fields.onlyOne("ItemProcessor", "Iterator");
    const inputField = fields.has("ItemSelector") ? "ItemSelector" : "Parameters";
    fields.onlyOne("ItemSelector", "Parameters");
    for (const name of DISTRIBUTED_FIELDS.filter((field) => fields.has(field))) {
      this.findings.notSupported(`Map field '${name}'`, fields.location);
    }
    const processor = fields.fields(processorField);
    const block = processor === undefined ? undefined : this.parseBlock(processor, ["ProcessorConfig"]);
    const result = this.result(fields);
    return {
      ...base,
      ...result,
      type: "Map",
      parameters: undefined,
      processor: block ?? 0,
      items: this.items(fields),
      itemSelector: inputField === "Parameters" ? result.parameters : this.flow.template(fields, inputField),
      maxConcurrency: this.flow.integer(fields, "MaxConcurrency", 0) ?? (() => 0),
      retriers: this.recovery.retriers(fields),
      catchers: this.recovery.catchers(fields),
    };
  }

  private items(fields: Fields): MapState["items"] {
    const path = this.flow.referencePath(fields, "ItemsPath");
    return (scope) => {
      const items = path === undefined ? scope.input : readPathField(path, scope);
      if (!Array.isArray(items)) {
        throw new StateFailure("States.Runtime", notAnArray(path?.text, items));
      }
      return items;
    };
  }
}

function notAnArray(path: string | undefined, value: Json): string {
  return path === undefined
    ? `Reference path "$" must point to array.`
    : `Reference path "${path}" must point to array, but it points to ${renderJson(value)}`;
}
