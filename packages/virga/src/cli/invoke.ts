import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { AwsError, errorMessage, VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { type DeployedFunction, findFunction } from "./deployed-functions.ts";
import { changeEvent } from "./event-changes.ts";
import { remoteCloud, remoteEnvironments } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";
import { sampleEvent } from "./sample-events/index.ts";
import { scopeOf } from "./sample-scope.ts";

/** Invokes a function: its answer goes to standard output, the end of its log to standard error; 1 if it has failed. */
export async function invoke(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const { endpoint, account, region } = await requireRunning(commandLine);
  const cloud = remoteCloud(endpoint, context.clock);
  const environments = withOwn(await remoteEnvironments(endpoint), { account, region });
  const found = await findFunction(cloud, environments, commandLine.words[0]!);
  const payload = await readPayload(commandLine, context, cloud, found);
  try {
    return await send(commandLine, context, cloud, found, payload);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw new VirgaError("NotInvoked", `${thrown.code}: ${thrown.message}`, { where: found.path ?? found.name });
  }
}

/** All environments that have stacks, and the one the person works in, which may have none yet. */
export function withOwn(all: readonly Environment[], own: Environment): readonly Environment[] {
  return all.some(({ account, region }) => account === own.account && region === own.region) ? all : [own, ...all];
}

async function send(
  { async, qualifier }: CommandLine,
  { terminal, errors }: CommandContext,
  cloud: Cloud,
  { name, environment }: DeployedFunction,
  payload: unknown,
): Promise<number> {
  const input = {
    FunctionName: name,
    InvocationType: async ? ("Event" as const) : ("RequestResponse" as const),
    ...(async ? {} : { LogType: "Tail" as const }),
    ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
    Payload: new TextEncoder().encode(JSON.stringify(payload)),
  };
  const answer = await cloud.call("lambda", "Invoke", input, environment);
  const log = Buffer.from(answer.LogResult ?? "", "base64")
    .toString("utf8")
    .trimEnd();
  if (log !== "") errors.line(log);
  if (async) {
    errors.line(`${name}: accepted (${answer.StatusCode ?? 202}); virga logs shows what it does`);
    return 0;
  }
  terminal.line(new TextDecoder().decode(answer.Payload));
  return answer.FunctionError === undefined ? 0 : 1;
}

async function readPayload(
  { event, payload, set }: CommandLine,
  { clock }: CommandContext,
  cloud: Cloud,
  { name, environment }: DeployedFunction,
): Promise<unknown> {
  if (event === undefined) return changeEvent(payload === undefined ? {} : await readJson(payload), set);
  const sample = sampleEvent(event);
  const scope = { ...(await scopeOf(cloud, environment, clock.now())), functionName: name };
  return changeEvent(sample.make(scope), set);
}

async function readJson(payload: string): Promise<unknown> {
  const text = await readText(payload);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new VirgaError("BadArgument", `the payload is not valid JSON: ${errorMessage(thrown)}`, {
      hint: "--payload takes JSON, @FILE, or - for standard input",
    });
  }
}

/** What `--payload` says: a text, a file's or standard input's. */
export async function readText(payload: string): Promise<string> {
  if (payload === "-") return readAll(process.stdin);
  if (!payload.startsWith("@")) return payload;
  try {
    return await readFile(payload.slice(1), "utf8");
  } catch (thrown) {
    throw new VirgaError("BadArgument", `the payload cannot be read: ${errorMessage(thrown)}`, {
      where: payload.slice(1),
    });
  }
}
