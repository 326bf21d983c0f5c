import { isObject } from "../compare/structure.ts";
import type { Scenario } from "./scenario.ts";

interface LogLine {
  readonly stream: string;
  readonly text: string;
}

/** What a function's log has: all lines in their order. A function that never ran has none. */
async function logLines(scenario: Scenario, functionName: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: unknown;
  do {
    const params = { logGroupName: `/aws/lambda/${functionName}`, ...(nextToken !== undefined && { nextToken }) };
    const { output, error } = await scenario.call("logs", "filter_log_events", params);
    if (error) return lines;
    for (const event of (output.events as unknown[] | undefined) ?? []) {
      if (isObject(event)) lines.push({ stream: String(event.logStreamName), text: String(event.message).trimEnd() });
    }
    nextToken = output.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

const platformLine = /^(?:INIT_START|START|END|REPORT|EXTENSION|XRAY)\b/;

/** What a function printed over all invocations so far, JSON parsed. */
export async function printed(scenario: Scenario, functionName: string): Promise<unknown[]> {
  const lines = await logLines(scenario, functionName);
  return lines.filter(({ text }) => !platformLine.test(text)).map(({ text }) => parseAny(text));
}

function parseAny(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The finished invocations of a function: their request ids and the streams of their logs. */
export async function invocations(
  scenario: Scenario,
  functionName: string,
): Promise<{ readonly requestId: string; readonly stream: string }[]> {
  const lines = await logLines(scenario, functionName);
  return lines.flatMap(({ text, stream }) => {
    const requestId = /^REPORT RequestId: (\S+)/.exec(text)?.[1];
    return requestId === undefined ? [] : [{ requestId, stream }];
  });
}
