import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { remoteCloud, remoteEnvironments } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";
import type { Terminal } from "./terminal.ts";

/** Prints what is running and which stacks it has, in all accounts and regions. */
export async function status(commandLine: CommandLine, { terminal, clock }: CommandContext): Promise<number> {
  const { endpoint, account, region, pid } = await requireRunning(commandLine);
  terminal.line(`running at ${endpoint}${pid === 0 ? "" : ` (process ${pid})`}, account ${account}, region ${region}`);
  const cloud = remoteCloud(endpoint, clock);
  let count = 0;
  for (const environment of await remoteEnvironments(endpoint)) {
    const isOwn = environment.account === account && environment.region === region;
    const where = isOwn ? "" : ` in ${environment.account}/${environment.region}`;
    count += await printStacks(terminal, cloud, environment, where);
  }
  if (count === 0) terminal.line("  no stacks");
  return 0;
}

async function printStacks(terminal: Terminal, cloud: Cloud, environment: Environment, where: string): Promise<number> {
  let token: string | undefined;
  let count = 0;
  do {
    const input = token === undefined ? {} : { NextToken: token };
    const answer = await cloud.call("cloudformation", "DescribeStacks", input, environment);
    for (const { StackName, StackStatus, StackStatusReason } of answer.Stacks ?? []) {
      count++;
      const reason = StackStatusReason === undefined ? "" : ` (${StackStatusReason})`;
      terminal.line(`  ${StackName}${where}: ${StackStatus}${reason}`);
    }
    token = answer.NextToken;
  } while (token !== undefined);
  return count;
}
