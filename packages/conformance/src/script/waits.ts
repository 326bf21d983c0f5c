import type { CallAnswer } from "../aws/aws-client.ts";
import { isObject, type JsonObject } from "../compare/structure.ts";
import { CaseFailure } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";

/** Longer than anything in a recording takes: the recording harness waited for about two minutes. */
const longestWait = 180_000;
const firstPause = 50;
const longestPause = 5_000;

export interface WaitContext {
  readonly endpoint: Endpoint;
  /** Whether steps of a helper are still under way beside: then time goes on in small steps. */
  readonly hasHelpers: () => boolean;
  call(service: string, operation: string, params: JsonObject, account?: string): Promise<CallAnswer>;
}

/** What a wait gives: whether the condition holds, and the list of what was waited for. */
interface Sight {
  readonly holds: boolean;
  readonly seen?: readonly unknown[];
}

type Look = (context: WaitContext, on: readonly string[]) => Promise<Sight>;

const looks: Readonly<Record<string, Look>> = {
  execution_terminated: (context, on) => lookAtExecution(context, on[0] ?? "", (status) => status !== "RUNNING"),
  execution_success: (context, on) => lookAtExecution(context, on[0] ?? "", (status) => status !== "RUNNING"),
  execution_aborted: (context, on) => lookAtExecution(context, on[0] ?? "", (status) => status === "ABORTED"),
  on_execution_events: (context, on) => lookAtExecution(context, on[0] ?? "", () => true),
  execution_lists_terminated: (context, on) => lookAtList(context, on, (status) => status !== "RUNNING"),
  list_execution_status: (context, on) => lookAtList(context, on, (status) => status === on[2]),
  state_machine_listed: (context, on) => isListed(context, on[0] ?? ""),
  state_machine_not_listed: (context, on) => not(isListed(context, on[0] ?? "")),
  state_machine_version_listed: (context, on) => hasVersion(context, on),
  state_machine_version_not_listed: (context, on) => not(hasVersion(context, on)),
  state_machine_alias_is_created: (context, on) => hasAlias(context, on),
  state_machine_alias_is_deleted: (context, on) => not(hasAlias(context, on)),
  on_execution_logs: (context, on) => lookAtLogs(context, on[0] ?? ""),
};

/**
 * Waits until a condition holds and gives what was waited for. A wait that ends without is no failure by itself: some
 * recordings were made of executions that never end, and what is compared afterwards shows it.
 */
export async function waitFor(context: WaitContext, wait: string, on: readonly unknown[]): Promise<readonly unknown[]> {
  if (wait === "seconds") {
    await context.endpoint.pass(Number(on[0]) * 1000);
    return [];
  }
  const look = looks[wait];
  if (!look) throw new CaseFailure(`The harness does not know the wait '${wait}'`);
  let waited = 0;
  let pause = firstPause;
  for (;;) {
    const { holds, seen } = await look(context, on.map(String));
    if (holds || waited >= longestWait) return seen ?? [];
    await context.endpoint.pass(pause);
    waited += pause;
    pause = context.hasHelpers() ? firstPause : Math.min(pause * 2, longestPause);
  }
}

/** The account in an ARN. */
function accountOf(arn: string): string | undefined {
  return arn.split(":")[4] || undefined;
}

function items(answer: CallAnswer, member: string): JsonObject[] {
  const list = answer.output[member];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

async function lookAtExecution(
  context: WaitContext,
  executionArn: string,
  isEnd: (status: string) => boolean,
): Promise<Sight> {
  const account = accountOf(executionArn);
  const described = await context.call("stepfunctions", "describe_execution", { executionArn }, account);
  if (described.error) return { holds: true };
  const holds = isEnd(String(described.output.status));
  if (!holds) return { holds };
  const history = await context.call("stepfunctions", "get_execution_history", { executionArn }, account);
  return { holds, seen: items(history, "events") };
}

async function lookAtList(
  context: WaitContext,
  on: readonly string[],
  isEnd: (status: string) => boolean,
): Promise<Sight> {
  const [stateMachineArn, executionArn] = on;
  const listed = await context.call("stepfunctions", "list_executions", { stateMachineArn });
  const found = items(listed, "executions").find((execution) => execution.executionArn === executionArn);
  return { holds: found !== undefined && isEnd(String(found.status)), seen: found ? [found] : [] };
}

async function isListed(context: WaitContext, stateMachineArn: string): Promise<Sight> {
  const listed = await context.call("stepfunctions", "list_state_machines", { maxResults: 1000 });
  return { holds: items(listed, "stateMachines").some((machine) => machine.stateMachineArn === stateMachineArn) };
}

async function hasVersion(context: WaitContext, [stateMachineArn, versionArn]: readonly string[]): Promise<Sight> {
  const listed = await context.call("stepfunctions", "list_state_machine_versions", { stateMachineArn });
  return {
    holds: items(listed, "stateMachineVersions").some((version) => version.stateMachineVersionArn === versionArn),
  };
}

async function hasAlias(context: WaitContext, [stateMachineArn, aliasArn]: readonly string[]): Promise<Sight> {
  const listed = await context.call("stepfunctions", "list_state_machine_aliases", { stateMachineArn });
  return { holds: items(listed, "stateMachineAliases").some((alias) => alias.stateMachineAliasArn === aliasArn) };
}

async function not(sight: Promise<Sight>): Promise<Sight> {
  return { holds: !(await sight).holds };
}

const lastLogged = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/** The parsed entries of an execution's log, in their order; there are all of them once the last one tells of the end. */
async function lookAtLogs(context: WaitContext, logGroupName: string): Promise<Sight> {
  const found = await context.call("logs", "filter_log_events", { logGroupName });
  const messages = items(found, "events").map(({ message }) => JSON.parse(String(message)) as JsonObject);
  const seen = messages.sort((a, b) => Number(a.id) - Number(b.id));
  return { holds: seen.some(({ type }) => lastLogged.test(String(type))), seen };
}
