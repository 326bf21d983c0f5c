import { type AppOptions, type DeployedStack, deployApp } from "../cdk/deployment.ts";
import { watchApp } from "../cdk/watch.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { appOptions } from "./deploy.ts";
import { printSummary } from "./summary.ts";
import { formatDuration, printError } from "./terminal.ts";

/** Deploys the app into the Virga that is running, and again whenever something of it changes, until told to end. */
export async function watch(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const stopped = context.whenToldToStop();
  const begun = context.clock.elapsed();
  const options = await appOptions(commandLine, context);
  await deployOnChanges(commandLine, context, options, stopped, async (stacks) => {
    const { terminal, clock } = context;
    await printSummary({ terminal, cloud: options.cloud, stacks, milliseconds: clock.elapsed() - begun });
    terminal.line(terminal.paint("dim", "  watching for changes; Ctrl-C ends it"));
  });
  return 0;
}

/**
 * Deploys an app and again whenever something of it changes. What cannot be deployed is told of, and it goes on.
 * @param whenDeployed is called after the first deployment that succeeds.
 */
export async function deployOnChanges(
  { verbose }: CommandLine,
  { terminal, errors, clock }: CommandContext,
  options: AppOptions,
  stopped: Promise<unknown>,
  whenDeployed: (stacks: readonly DeployedStack[]) => Promise<void>,
): Promise<void> {
  let isDeployed = false;
  const deploy = async (changed: readonly string[]) => {
    const begun = clock.elapsed();
    if (changed.length > 0) terminal.line(`\n${terminal.paint("cyan", "↻")} changed: ${namesOf(changed)}`);
    try {
      const stacks = await deployApp(options);
      if (isDeployed) {
        terminal.line(`${terminal.paint("green", "✔")} live (${formatDuration(clock.elapsed() - begun)})`);
      } else {
        isDeployed = true;
        await whenDeployed(stacks);
      }
    } catch (thrown) {
      terminal.status("");
      printError(errors, thrown, verbose);
      terminal.line(terminal.paint("dim", "  watching: it is deployed again when something has changed"));
    }
  };
  await watchApp({ ...options, stopped, deploy });
}

const mostNames = 5;

function namesOf(changed: readonly string[]): string {
  const more = changed.length - mostNames;
  return `${changed.slice(0, mostNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
