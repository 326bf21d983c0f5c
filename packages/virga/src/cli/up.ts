import { flushCompileCache } from "node:module";
import { cloudOf } from "../cdk/cloud.ts";
import { type AppOptions, type DeployedStack, deployApp } from "../cdk/deployment.ts";
import { StackFailure } from "../cdk/stack-failure.ts";
import { createRuntime, type Runtime } from "../runtime.ts";
import { withLocalAddresses } from "./api-summary.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { progressPrinter } from "./progress-printer.ts";
import { runScript } from "./run-script.ts";
import { announceRunning, withdrawRunning } from "./running.ts";
import { openStorage } from "./storage.ts";
import { printSummary } from "./summary.ts";
import { printError } from "./terminal.ts";
import { deployOnChanges } from "./watch.ts";

const defaultPort = 4566;

/**
 * Runs a cloud, deploys the app into it and goes on until it is told to end, also when a stack could not be deployed:
 * what is there can be looked at, mended and deleted.
 */
export async function up(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const { terminal, clock } = context;
  const begun = clock.elapsed();
  const { account, region, dataDirectory, port = defaultPort, hosts } = commandLine;
  await prepareDataFolder(commandLine);
  const runtime = await createRuntime({
    ...(await openStorage(commandLine)),
    iam: commandLine.iam,
    account,
    region,
    report: ({ level, source, message }) => {
      const mark = level === "info" ? " " : terminal.paint(level === "error" ? "red" : "yellow", "!");
      terminal.line(`${mark} ${source}: ${message}`);
    },
  });
  const stopped = context.whenToldToStop();
  try {
    const endpoint = await runtime.listen({ port, allowedHosts: hosts });
    const other = await announceRunning(dataDirectory, { pid: process.pid, endpoint, account, region });
    if (other) {
      const mark = terminal.paint("yellow", "!");
      terminal.line(
        `${mark} the app runs at ${other.endpoint}, too; name this one with --port ${new URL(endpoint).port}`,
      );
    }
    const deploy = commandLine.watch ? deployAndWatch : deployAndTell;
    const deployed = deploy(commandLine, context, runtime, begun, stopped);
    const first = await Promise.race([stopped, deployed]);
    if (first !== "stop") await stopped;
    // What is still under way fails when the store closes; nobody waits for it any more.
    deployed.catch(() => {});
    terminal.status("");
    terminal.line("stopping");
    return first === "failed" ? 1 : 0;
  } finally {
    await withdrawRunning(dataDirectory);
    await runtime.close();
  }
}

async function deployAndTell(
  commandLine: CommandLine,
  context: CommandContext,
  runtime: Runtime,
  begun: number,
): Promise<"deployed" | "failed"> {
  try {
    return await deployAll(commandLine, context, runtime, begun);
  } catch (thrown) {
    if (!(thrown instanceof StackFailure)) throw thrown;
    const { terminal, errors } = context;
    terminal.status("");
    printError(errors, thrown, commandLine.verbose);
    terminal.line(`\n  still running at ${runtime.host.settings.endpoint()}`);
    terminal.line(terminal.paint("dim", "  virga deploy tries again, virga destroy deletes; Ctrl-C ends it"));
    return "failed";
  }
}

/** Deploys the app, again whenever it changes, and never ends by itself. */
async function deployAndWatch(
  commandLine: CommandLine,
  context: CommandContext,
  runtime: Runtime,
  begun: number,
  stopped: Promise<unknown>,
): Promise<"deployed"> {
  const options = appOptions(commandLine, context, runtime);
  const tell = (stacks: readonly DeployedStack[]) => summarize(commandLine, context, runtime, stacks, begun);
  await deployOnChanges(commandLine, context, options, stopped, tell);
  return "deployed";
}

async function deployAll(
  commandLine: CommandLine,
  context: CommandContext,
  runtime: Runtime,
  begun: number,
): Promise<"deployed"> {
  const stacks = await deployApp(appOptions(commandLine, context, runtime));
  await summarize(commandLine, context, runtime, stacks, begun);
  return "deployed";
}

function appOptions(commandLine: CommandLine, { terminal, clock }: CommandContext, { host }: Runtime): AppOptions {
  const { account, region, app, dataDirectory, words, verbose, context } = commandLine;
  return {
    directory: app,
    dataDirectory,
    environment: { account, region },
    stacks: words,
    context,
    cloud: cloudOf(host),
    clock,
    report: progressPrinter(terminal, { verbose }),
  };
}

async function summarize(
  commandLine: CommandLine,
  { terminal, errors, clock }: CommandContext,
  { host }: Runtime,
  stacks: readonly DeployedStack[],
  begun: number,
): Promise<void> {
  await host.store.durable();
  await printSummary({ terminal, cloud: cloudOf(host), stacks, milliseconds: clock.elapsed() - begun });
  terminal.line(terminal.paint("dim", "  Ctrl-C ends it; virga exec -- PROGRAM runs a program against it"));
  // Now, and not when the process ends: it may be killed.
  flushCompileCache();
  const { seed, account, region, verbose } = commandLine;
  if (seed === undefined) return;
  try {
    const output = await runScript(seed, { endpoint: host.settings.endpoint(), account, region });
    terminal.line(withLocalAddresses(output, host.settings.endpoint()).trimEnd());
  } catch (thrown) {
    printError(errors, thrown, verbose);
  }
}
