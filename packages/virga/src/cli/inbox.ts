import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { withOwn } from "./invoke.ts";
import { plain } from "./plain-text.ts";
import { remoteCloud, remoteEnvironments } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";
import { stackResources } from "./stack-resources.ts";
import type { Terminal } from "./terminal.ts";

/** A user pool, by the names that people know it by. */
interface Pool {
  readonly id: string;
  readonly name: string;
  readonly logicalId?: string;
}

/** A message of a pool's inbox, as the runtime gives it. */
interface Message {
  readonly sent: string;
  readonly username: string;
  readonly destination: string;
  readonly subject?: string;
  readonly body: string;
  readonly code: string;
  readonly link?: string;
}

const mostShown = 20;

/** Prints the newest messages that a user pool, or all of them, would have sent, the newest last, each with its code. */
export async function inbox(commandLine: CommandLine, { clock, terminal }: CommandContext): Promise<number> {
  const { endpoint, account, region } = await requireRunning(commandLine);
  const environments = withOwn(await remoteEnvironments(endpoint), { account, region });
  const cloud = remoteCloud(endpoint, clock);
  const pools = (await Promise.all(environments.map((environment) => poolsIn(cloud, environment)))).flat();
  const [wanted] = commandLine.words;
  const shown = wanted === undefined ? pools : matching(pools, wanted);
  const messages = (await Promise.all(shown.map((pool) => messagesOf(endpoint, pool)))).flat();
  const newest = messages.sort((one, other) => one.sent.localeCompare(other.sent)).slice(-mostShown);
  for (const message of newest) print(terminal, message, shown.length > 1);
  if (newest.length === 0) terminal.line("no messages");
  return 0;
}

async function poolsIn(cloud: Cloud, environment: Environment): Promise<readonly Pool[]> {
  const logicalIds = new Map<string, string>();
  for await (const { resources } of stackResources(cloud, environment)) {
    for (const { type, logicalId, physicalId } of resources) {
      if (type === "AWS::Cognito::UserPool") logicalIds.set(physicalId, logicalId);
    }
  }
  const pools: Pool[] = [];
  let token: string | undefined;
  do {
    const input = { MaxResults: 60, ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await cloud.call("cognito-idp", "ListUserPools", input, environment);
    for (const { Id: id = "", Name: name = "" } of answer.UserPools ?? []) {
      const logicalId = logicalIds.get(id);
      pools.push({ id, name, ...(logicalId === undefined ? {} : { logicalId }) });
    }
    token = answer.NextToken;
  } while (token !== undefined);
  return pools;
}

/** The pools of this id, name or logical id. */
function matching(pools: readonly Pool[], wanted: string): readonly Pool[] {
  const found = pools.filter(({ id, name, logicalId }) => [id, name, logicalId].includes(wanted));
  if (found.length > 0) return found;
  const list = pools.map(({ id, name }) => `${name} (${id})`).join(", ");
  const hint = list === "" ? "no user pool is deployed" : `there are: ${list}`;
  throw new VirgaError("NoSuchUserPool", `there is no user pool '${wanted}'`, { hint });
}

async function messagesOf(endpoint: string, pool: Pool): Promise<readonly (Message & { readonly pool: Pool })[]> {
  const answer = await fetch(`${endpoint}/_aws/cognito-idp/${pool.id}/inbox`);
  // A pool that was deleted meanwhile has no messages.
  const { messages = [] } = (await answer.json()) as { readonly messages?: readonly Message[] };
  return messages.map((message) => ({ ...message, pool }));
}

function print(terminal: Terminal, message: Message & { readonly pool: Pool }, withPool: boolean): void {
  const time = terminal.paint("dim", message.sent);
  const pool = withPool ? `${terminal.paint("cyan", plain(message.pool.name))} ` : "";
  const subject = message.subject === undefined ? "" : `: ${plain(message.subject)}`;
  terminal.line(`${time} ${pool}${plain(message.username)} <${plain(message.destination)}>${subject}`);
  terminal.line(`  ${plain(message.body)}`);
  terminal.line(`  code: ${terminal.paint("bold", plain(message.code))}`);
  if (message.link !== undefined) terminal.line(`  link: ${plain(message.link)}`);
}
