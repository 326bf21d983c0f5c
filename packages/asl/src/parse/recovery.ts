import { isObject, type Json } from "../json/value.ts";
import type { Catcher, Retrier } from "../program.ts";
import type { Findings } from "./diagnostics.ts";
import { Fields } from "./fields.ts";
import type { JsonPathFlow } from "./flow.ts";

const RETRIER_FIELDS = new Set([
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
]);
const CATCHER_FIELDS = new Set(["ErrorEquals", "Next", "ResultPath", "Assign", "Comment"]);
const MAX_ATTEMPTS = 99_999_999;
const MAX_DELAY_SECONDS = 31_622_400;

/**
 * Parses `Retry` and `Catch`.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class RecoveryParser {
  private readonly flow: JsonPathFlow;
  private readonly findings: Findings;

  constructor(flow: JsonPathFlow, findings: Findings) {
    this.flow = flow;
    this.findings = findings;
  }

  retriers(state: Fields): Retrier[] {
    return this.entries(state, "Retry").map((entry) => this.retrier(entry));
  }

  catchers(state: Fields): Catcher[] {
    return this.entries(state, "Catch").map((entry) => this.catcher(entry));
  }

  private retrier(entry: Fields): Retrier {
    entry.allow(RETRIER_FIELDS);
    const errors = this.errorNames(entry);
    const jitter = entry.text("JitterStrategy");
    if (jitter !== undefined && jitter !== "FULL" && jitter !== "NONE") {
      this.findings.schema(
        "The field 'JitterStrategy' should have one of these values: [NONE, FULL]",
        entry.at("JitterStrategy"),
      );
    }
    const intervalSeconds = entry.integer("IntervalSeconds", 1, MAX_ATTEMPTS) ?? 1;
    return {
      errors,
      intervalSeconds,
      maxAttempts: entry.integer("MaxAttempts", 0, MAX_ATTEMPTS) ?? 3,
      backoffRate: entry.number("BackoffRate", 1) ?? 2,
      maxDelaySeconds: this.maxDelay(entry, intervalSeconds),
      fullJitter: jitter === "FULL",
    };
  }

  private maxDelay(entry: Fields, intervalSeconds: number): number | undefined {
    const delay = entry.integer("MaxDelaySeconds", 1, MAX_DELAY_SECONDS);
    if (delay !== undefined && delay <= intervalSeconds) {
      this.findings.schema("MaxDelaySeconds must be greater than IntervalSeconds", entry.location);
    }
    return delay;
  }

  private catcher(entry: Fields): Catcher {
    entry.allow(CATCHER_FIELDS);
    entry.require("Next");
    return {
      errors: this.errorNames(entry),
      next: entry.text("Next") ?? "",
      place: this.flow.place(entry),
      assign: this.flow.assign(entry),
    };
  }

  private errorNames(entry: Fields): string[] {
    if (!entry.require("ErrorEquals")) {
      return [];
    }
    const list = entry.list("ErrorEquals") ?? [];
    if (entry.has("ErrorEquals") && list.length === 0) {
      this.findings.schema("Value cannot be empty", entry.at("ErrorEquals"));
    }
    const names = list.filter((name): name is string => typeof name === "string");
    if (names.length !== list.length) {
      this.findings.schema("Expected value of type String", entry.at("ErrorEquals"));
    }
    if (names.includes("States.ALL") && names.length > 1) {
      this.findings.schema("States.ALL must appear alone in ErrorEquals", entry.at("ErrorEquals"));
    }
    return names;
  }

  private entries(state: Fields, name: "Retry" | "Catch"): Fields[] {
    const list = state.list(name) ?? [];
    const entries = list.flatMap((entry, index) => this.entry(entry, `${state.at(name)}[${index}]`));
    entries.forEach((entry, index) => {
      if (index < entries.length - 1 && JSON.stringify(entry.get("ErrorEquals")) === '["States.ALL"]') {
        this.findings.schema("States.ALL must appear only in the last entry", entry.location);
      }
    });
    return entries;
  }

  private entry(entry: Json, location: string): Fields[] {
    if (isObject(entry)) {
      return [new Fields(entry, location, this.findings)];
    }
    this.findings.schema("Expected value of type Object", location);
    return [];
  }
}
