import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { AwsError, VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { findFunction } from "./deployed-functions.ts";
import { withOwn } from "./invoke.ts";
import { remoteCloud, remoteEnvironments } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";
import type { Terminal } from "./terminal.ts";

/** A log group, and how far it has been printed. */
interface Followed {
  readonly group: string;
  readonly environment: Environment;
  /** Epoch milliseconds from which on events are still to be printed. */
  from: number;
  /** The events of that very millisecond that are printed already. */
  printed: ReadonlySet<string>;
}

/**
 * Prints what a function, or all of them, has logged; with --follow it goes on until it is told to end, and waits for a runtime that
 * is started again.
 */
export async function logs(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const { endpoint, account, region } = await requireRunning(commandLine);
  const { clock, terminal, errors } = context;
  const cloud = remoteCloud(endpoint, clock);
  const [wanted] = commandLine.words;
  const environments = withOwn(await remoteEnvironments(endpoint), { account, region });
  const stopped = commandLine.follow ? context.whenToldToStop() : undefined;
  const followed = new Map<string, Followed>();
  const from = Math.max(0, clock.now() - commandLine.since);
  const groups = wanted === undefined ? undefined : [await groupOf(cloud, environments, wanted)];
  const print = async () => {
    for (const group of groups ?? (await functionGroups(cloud, environments))) {
      const name = `${group.environment.account}/${group.environment.region}/${group.group}`;
      if (!followed.has(name)) followed.set(name, { ...group, from, printed: new Set() });
    }
    await printNew(terminal, cloud, [...followed.values()], wanted === undefined);
  };
  let isThere = true;
  for (;;) {
    try {
      await print();
      isThere = true;
    } catch (thrown) {
      if (!stopped || !(thrown instanceof VirgaError && thrown.code === "NotRunning")) throw thrown;
      if (isThere) errors.line(`no Virga answers at ${endpoint} any more: waiting until one does`);
      isThere = false;
    }
    if (!stopped) return 0;
    if ((await Promise.race([stopped, cloud.nextChange()])) === "stop") return 0;
  }
}

type Group = Pick<Followed, "group" | "environment">;

async function groupOf(cloud: Cloud, environments: readonly Environment[], wanted: string): Promise<Group> {
  const { name, environment } = await findFunction(cloud, environments, wanted);
  const input = { FunctionName: name };
  const configuration = await cloud.call("lambda", "GetFunctionConfiguration", input, environment);
  return { group: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`, environment };
}

/** The log groups of all functions. */
async function functionGroups(cloud: Cloud, environments: readonly Environment[]): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  for (const environment of environments) {
    let marker: string | undefined;
    do {
      const answer = await cloud.call("lambda", "ListFunctions", marker ? { Marker: marker } : {}, environment);
      for (const { FunctionName, LoggingConfig } of answer.Functions ?? []) {
        const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
        groups.set(`${environment.account}/${environment.region}/${group}`, { group, environment });
      }
      marker = answer.NextMarker;
    } while (marker !== undefined);
  }
  return [...groups.values()];
}

async function printNew(
  terminal: Terminal,
  cloud: Cloud,
  followed: readonly Followed[],
  withGroup: boolean,
): Promise<void> {
  const lines: { readonly at: number; readonly text: string }[] = [];
  for (const one of followed) {
    const prefix = withGroup ? `${terminal.paint("cyan", one.group.replace(/^\/aws\/lambda\//, ""))} ` : "";
    for (const { timestamp = 0, message = "" } of await newEvents(cloud, one)) {
      const time = terminal.paint("dim", new Date(timestamp).toISOString());
      lines.push({ at: timestamp, text: `${time} ${prefix}${message.trimEnd()}` });
    }
  }
  for (const { text } of lines.sort((one, other) => one.at - other.at)) terminal.line(text);
}

async function newEvents(cloud: Cloud, one: Followed): Promise<readonly FilteredLogEvent[]> {
  const events: FilteredLogEvent[] = [];
  let token: string | undefined;
  do {
    const input = {
      logGroupName: one.group,
      startTime: one.from,
      ...(token === undefined ? {} : { nextToken: token }),
    };
    const answer = await cloud.call("logs", "FilterLogEvents", input, one.environment).catch(whenNothingIsLogged);
    events.push(...(answer.events ?? []).filter(({ eventId = "" }) => !one.printed.has(eventId)));
    token = answer.nextToken;
  } while (token !== undefined);
  const last = Math.max(one.from, ...events.map(({ timestamp = 0 }) => timestamp));
  const ofLast = events.flatMap(({ timestamp, eventId = "" }) => (timestamp === last ? [eventId] : []));
  one.printed = new Set(last === one.from ? [...one.printed, ...ofLast] : ofLast);
  one.from = last;
  return events;
}

/** A function's log group is made when it first logs. */
function whenNothingIsLogged(thrown: unknown): { readonly events?: FilteredLogEvent[]; readonly nextToken?: string } {
  if (thrown instanceof AwsError && thrown.code === "ResourceNotFoundException") return {};
  throw thrown;
}
