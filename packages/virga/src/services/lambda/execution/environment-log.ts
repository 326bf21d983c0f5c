import type { Clock } from "../../../kernel/clock.ts";
import type { FunctionVersion } from "../model.ts";
import type { LogStream } from "./log-shipper.ts";

/** How an invocation or a start ended, for its report. */
export interface PhaseReport {
  /** Milliseconds. */
  readonly duration: number;
  /** Bytes. */
  readonly memoryUsed: number;
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string;
  /** Milliseconds; present for the first invocation of an environment. */
  readonly initDuration?: number;
}

const tailLength = 4_096;
const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const namesOfPython: Readonly<Record<string, string>> = { WARNING: "WARN", CRITICAL: "FATAL" };
const megabyte = 1_048_576;

/** The log of one execution environment: the function's lines and those that Lambda adds, as the function's settings want them. */
export class EnvironmentLog {
  readonly stream: LogStream;
  readonly #version: FunctionVersion;
  readonly #clock: Clock;
  readonly #isJson: boolean;
  readonly #lowestLevel: number;
  readonly #lowestSystemLevel: number;
  /** The last lines of the invocation under way, and how long they are. */
  #tail: string[] = [];
  #tailLength = 0;

  constructor(version: FunctionVersion, stream: LogStream, clock: Clock) {
    this.stream = stream;
    this.#version = version;
    this.#clock = clock;
    const { format, applicationLevel = "INFO", systemLevel = "INFO" } = version.logging;
    this.#isJson = format === "JSON";
    this.#lowestLevel = this.#isJson ? levels.indexOf(applicationLevel) : 0;
    this.#lowestSystemLevel = levels.indexOf(systemLevel);
  }

  /** A line of the function; carriage returns separate the lines of one event. Levels count in the JSON format alone. */
  line(message: string, level?: string): void {
    if (this.#isJson && levels.indexOf(level ?? levelOf(message)) < this.#lowestLevel) return;
    const text = message.replaceAll("\r", "\n");
    this.#write(this.#isJson || text.endsWith("\n") ? text : `${text}\n`);
  }

  begin(requestId: string): void {
    this.#tail = [];
    this.#tailLength = 0;
    const { version } = this.#version;
    if (!this.#isJson) this.#write(`START RequestId: ${requestId} Version: ${version}\n`);
    else this.#event("INFO", "platform.start", { requestId, version });
  }

  /** What Lambda says of a function that was stopped or stopped by itself. */
  problem(text: string, level = "ERROR"): void {
    if (!this.#isJson) this.#write(text);
    else {
      const timestamp = new Date(this.#clock.now()).toISOString();
      this.#write(JSON.stringify({ timestamp, level, message: text }));
    }
  }

  timedOut(requestId: string, text: string): void {
    if (!this.#isJson) this.#write(`${new Date(this.#clock.now()).toISOString()} ${requestId} ${text}\n\n`);
  }

  end(requestId: string, report: PhaseReport): void {
    if (this.#isJson) this.#endJson(requestId, report);
    else {
      this.#write(`END RequestId: ${requestId}\n`);
      this.#write(this.#reportLine(requestId, report));
    }
  }

  #reportLine(requestId: string, report: PhaseReport): string {
    const { duration, memoryUsed, status, errorType, initDuration } = report;
    const { memorySize, timeout } = this.#version;
    const shown = Math.min(duration, timeout * 1_000);
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${shown.toFixed(2)} ms`,
      `Billed Duration: ${billed(shown, initDuration)} ms`,
      `Memory Size: ${memorySize} MB`,
      `Max Memory Used: ${megabytes(memoryUsed, memorySize)} MB`,
    ];
    if (initDuration !== undefined) fields.push(`Init Duration: ${initDuration.toFixed(2)} ms`);
    if (status !== "success") fields.push(`Status: ${status}`);
    if (errorType !== undefined) fields.push(`Error Type: ${errorType}`);
    return `${fields.join("\t")}\t\n`;
  }

  #endJson(requestId: string, { duration, memoryUsed, status, errorType, initDuration }: PhaseReport): void {
    const { memorySize } = this.#version;
    const level = status === "success" ? "INFO" : "WARN";
    this.#event("DEBUG", "platform.runtimeDone", { requestId, status, metrics: { durationMs: rounded(duration) } });
    this.#event(level, "platform.report", {
      requestId,
      metrics: {
        durationMs: rounded(duration),
        billedDurationMs: billed(duration, initDuration),
        memorySizeMB: memorySize,
        maxMemoryUsedMB: megabytes(memoryUsed, memorySize),
        ...(initDuration === undefined ? {} : { initDurationMs: rounded(initDuration) }),
      },
      status,
      ...(errorType === undefined ? {} : { errorType }),
    });
  }

  /** A start that failed. */
  initReport(phase: "init" | "invoke", { duration, status, errorType }: PhaseReport): void {
    if (this.#isJson) {
      const metrics = { durationMs: rounded(duration) };
      const record = { initializationType: "on-demand", phase, status, metrics };
      this.#event("WARN", "platform.initReport", errorType === undefined ? record : { ...record, errorType });
    } else {
      const end = errorType === undefined ? "" : `\tError Type: ${errorType}`;
      this.#write(`INIT_REPORT Init Duration: ${duration.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}${end}\n`);
    }
  }

  /** The last 4 KB of the invocation's log. */
  tail(): Uint8Array {
    const bytes = Buffer.from(this.#tail.join(""));
    return bytes.length > tailLength ? bytes.subarray(bytes.length - tailLength) : bytes;
  }

  #event(level: string, type: string, record: object): void {
    if (levels.indexOf(level) < this.#lowestSystemLevel) return;
    this.#write(JSON.stringify({ time: new Date(this.#clock.now()).toISOString(), type, record }));
  }

  #write(message: string): void {
    this.stream.add(this.#clock.now(), message);
    const line = message.endsWith("\n") ? message : `${message}\n`;
    this.#tail.push(line);
    this.#tailLength += line.length;
    while (this.#tail.length > 1 && this.#tailLength - this.#tail[0]!.length >= tailLength) {
      this.#tailLength -= this.#tail.shift()!.length;
    }
  }
}

/** Since August 2025 the time of the start is billed too. */
function billed(duration: number, initDuration = 0): number {
  return Math.max(1, Math.ceil(duration + initDuration));
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}

function megabytes(bytes: number, limit: number): number {
  return Math.min(limit, Math.ceil(bytes / megabyte));
}

/** The level that a line of JSON says; INFO for every other line. */
function levelOf(message: string): string {
  if (!message.startsWith("{")) return "INFO";
  try {
    const { level } = JSON.parse(message) as { level?: unknown };
    const upper = String(level).toUpperCase();
    const named = namesOfPython[upper] ?? upper;
    return levels.includes(named) ? named : "INFO";
  } catch {
    return "INFO";
  }
}
