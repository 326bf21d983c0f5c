import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { changeEvent } from "./event-changes.ts";
import { remoteCloud } from "./remote-cloud.ts";
import { findRunning, requireRunning } from "./running.ts";
import { sampleEvent, sampleEvents } from "./sample-events/index.ts";
import { defaultScope, type SampleScope } from "./sample-events/scope.ts";
import { scopeOf } from "./sample-scope.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Prints a sample of an event that AWS sends to functions, as JSON; the names of all without one. While the app runs,
 * the sample speaks of its resources.
 */
export async function event(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const [name] = commandLine.words;
  if (name === undefined) {
    list(context.terminal);
    return 0;
  }
  const sample = sampleEvent(name).make(await sampleScope(commandLine, context));
  context.terminal.line(JSON.stringify(changeEvent(sample, commandLine.set), undefined, 2));
  return 0;
}

function list(terminal: Terminal): void {
  const width = Math.max(...Object.keys(sampleEvents).map((name) => name.length));
  for (const [name, { description }] of Object.entries(sampleEvents)) {
    terminal.line(`  ${name.padEnd(width)}  ${terminal.paint("dim", description)}`);
  }
}

async function sampleScope(commandLine: CommandLine, { clock }: CommandContext): Promise<SampleScope> {
  const { account, region, port, dataDirectory } = commandLine;
  const running = port === undefined ? await findRunning(dataDirectory) : await requireRunning(commandLine);
  if (!running) return defaultScope({ account, region, now: clock.now() });
  const environment = { account: running.account, region: running.region };
  return scopeOf(remoteCloud(running.endpoint, clock), environment, clock.now());
}
