import { type AppOptions, deployApp, destroyApp } from "../cdk/deployment.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { progressPrinter } from "./progress-printer.ts";
import { remoteCloud } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";
import { printSummary } from "./summary.ts";

/** Deploys the app into the Virga that is running. */
export async function deploy(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const begun = context.clock.elapsed();
  const options = await appOptions(commandLine, context);
  const stacks = await deployApp(options);
  const { terminal, clock } = context;
  await printSummary({ terminal, cloud: options.cloud, stacks, milliseconds: clock.elapsed() - begun });
  return 0;
}

/** Deletes the app's stacks from the Virga that is running. */
export async function destroy(commandLine: CommandLine, context: CommandContext): Promise<number> {
  await destroyApp(await appOptions(commandLine, context));
  return 0;
}

/** What deploying into the Virga that is running needs. */
export async function appOptions(commandLine: CommandLine, { terminal, clock }: CommandContext): Promise<AppOptions> {
  const { app, dataDirectory, words, verbose, context } = commandLine;
  const { endpoint, account, region } = await requireRunning(commandLine);
  await prepareDataFolder(commandLine);
  return {
    directory: app,
    dataDirectory,
    environment: { account, region },
    stacks: words,
    context,
    cloud: remoteCloud(endpoint, clock),
    clock,
    report: progressPrinter(terminal, { verbose }),
  };
}
