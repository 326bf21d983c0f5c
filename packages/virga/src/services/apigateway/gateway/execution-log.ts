const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Bytes of a line: API Gateway cuts longer ones. */
const longestLine = 1024;
const truncated = " [TRUNCATED]";
/** Characters that are left of a secret. */
const toldOfSecrets = 6;
const secretHeaders: ReadonlySet<string> = new Set(["authorization", "x-api-key"]);

/** What is told at which level: `DATA` only with data tracing, at the level `INFO`. */
type LineLevel = "INFO" | "ERROR" | "DATA";

interface ExecutionLine {
  readonly level: LineLevel;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly text: string;
}

/**
 * What happens to one request, in the words of API Gateway's execution logs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class ExecutionLog {
  readonly lines: ExecutionLine[] = [];
  readonly requestId: string;
  readonly #now: () => number;

  constructor(requestId: string, now: () => number) {
    this.requestId = requestId;
    this.#now = now;
  }

  add(text: string, level: LineLevel = "INFO"): void {
    this.lines.push({ level, timestamp: this.#now(), text: cut(text, longestLine) });
  }

  /** Adds what requests and answers hold. */
  data(text: string): void {
    this.add(text, "DATA");
  }

  /** As TestInvokeMethod gives it: each line with its time. */
  text(): string {
    const lines = this.lines.map(({ timestamp, text }) => `${dateText(timestamp)} : ${text}\n`);
    return `Execution log for request ${this.requestId}\n${lines.join("")}`;
  }

  /** As CloudWatch Logs holds it: each line with the request's id. Only errors for the level `ERROR`. */
  events(
    loggingLevel: string,
    tracesData: boolean,
  ): readonly { readonly timestamp: number; readonly message: string }[] {
    const wanted = this.lines.filter(
      ({ level }) => level === "ERROR" || (loggingLevel === "INFO" && (level === "INFO" || tracesData)),
    );
    return wanted.map(({ timestamp, text }) => ({
      timestamp,
      message: cut(`(${this.requestId}) ${text}`, longestLine),
    }));
  }
}

/** Parameters and headers as Java prints a map; secrets are masked. */
export function mapText(values: Readonly<Record<string, string | readonly string[]>>): string {
  return `{${Object.entries(values)
    .map(([name, value]) => [name, typeof value === "string" ? value : value.join(",")] as const)
    .map(([name, value]) => `${name}=${secretHeaders.has(name.toLowerCase()) ? masked(value) : value}`)
    .join(", ")}}`;
}

/** A secret of which only the end is told. */
export function masked(secret: string): string {
  return secret.slice(-toldOfSecrets).padStart(secret.length, "*");
}

function cut(text: string, bytes: number): string {
  if (text.length <= bytes / 3 || Buffer.byteLength(text) <= bytes) return text;
  const kept = Buffer.from(text)
    .subarray(0, bytes - truncated.length)
    .toString();
  return `${kept.replace(/\uFFFD$/, "")}${truncated}`;
}

/** `Thu Jan 01 00:00:00 UTC 2026` */
function dateText(instant: number): string {
  const date = new Date(instant);
  const [day, month] = [days[date.getUTCDay()], months[date.getUTCMonth()]];
  const iso = date.toISOString();
  return `${day} ${month} ${iso.slice(8, 10)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}`;
}
