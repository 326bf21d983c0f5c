const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface ExecutionLine {
  readonly level: "INFO" | "ERROR";
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly text: string;
}

/** What happens to one request, in the words of API Gateway's execution logs. */
export class ExecutionLog {
  readonly lines: ExecutionLine[] = [];
  readonly #requestId: string;
  readonly #now: () => number;

  constructor(requestId: string, now: () => number) {
    this.#requestId = requestId;
    this.#now = now;
  }

  add(text: string, level: ExecutionLine["level"] = "INFO"): void {
    this.lines.push({ level, timestamp: this.#now(), text });
  }

  /** As TestInvokeMethod gives it: each line with its time. */
  text(): string {
    const lines = this.lines.map(({ timestamp, text }) => `${dateText(timestamp)} : ${text}\n`);
    return `Execution log for request ${this.#requestId}\n${lines.join("")}`;
  }

  /** As CloudWatch Logs holds it: each line with the request's id. Only errors for the level `ERROR`. */
  events(loggingLevel: string): readonly { readonly timestamp: number; readonly message: string }[] {
    const wanted = loggingLevel === "INFO" ? this.lines : this.lines.filter(({ level }) => level === "ERROR");
    return wanted.map(({ timestamp, text }) => ({ timestamp, message: `(${this.#requestId}) ${text}` }));
  }
}

/** Parameters and headers as Java prints a map. */
export function mapText(values: Readonly<Record<string, string | readonly string[]>>): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : value.join(",")}`)
    .join(", ")}}`;
}

/** `Thu Jan 01 00:00:00 UTC 2026` */
function dateText(instant: number): string {
  const date = new Date(instant);
  const [day, month] = [days[date.getUTCDay()], months[date.getUTCMonth()]];
  const iso = date.toISOString();
  return `${day} ${month} ${iso.slice(8, 10)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}`;
}
