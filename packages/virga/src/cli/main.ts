import { createRealClock } from "../kernel/clock-real.ts";
import { VirgaError } from "../kernel/errors.ts";
import { type CommandLine, helpText, readCommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { printError, Terminal } from "./terminal.ts";

/** Exit codes: 0 all well, 1 it failed, 2 the command line is wrong; `exec` gives its program's. */
export async function main(words: readonly string[]): Promise<number> {
  const context: CommandContext = {
    terminal: new Terminal(process.stdout, process.env),
    errors: new Terminal(process.stderr, process.env),
    clock: createRealClock(),
    whenToldToStop,
  };
  let commandLine: CommandLine;
  try {
    commandLine = readCommandLine(words, process.env);
  } catch (thrown) {
    printError(context.errors, thrown, false);
    return 2;
  }
  try {
    return await run(commandLine, context);
  } catch (thrown) {
    context.terminal.status("");
    printError(context.errors, thrown, commandLine.verbose);
    return thrown instanceof VirgaError && thrown.code === "BadArgument" ? 2 : 1;
  }
}

/** Each command is loaded when it is the one: a start is quick. */
async function run(commandLine: CommandLine, context: CommandContext): Promise<number> {
  switch (commandLine.command) {
    case "up":
      return (await import("./up.ts")).up(commandLine, context);
    case "deploy":
      return (await import("./deploy.ts")).deploy(commandLine, context);
    case "watch":
      return (await import("./watch.ts")).watch(commandLine, context);
    case "destroy":
      return (await import("./deploy.ts")).destroy(commandLine, context);
    case "status":
      return (await import("./status.ts")).status(commandLine, context);
    case "exec":
      return (await import("./exec.ts")).exec(commandLine, context);
    case "invoke":
      return (await import("./invoke.ts")).invoke(commandLine, context);
    case "event":
      return (await import("./event.ts")).event(commandLine, context);
    case "logs":
      return (await import("./logs.ts")).logs(commandLine, context);
    case "inbox":
      return (await import("./inbox.ts")).inbox(commandLine, context);
    case "stream":
      return (await import("./stream.ts")).stream(commandLine, context);
    case "render":
      return (await import("./render.ts")).render(commandLine, context);
    case "api":
      return (await import("./api.ts")).api(commandLine, context);
    case "version":
      context.terminal.line((await import("../runtime.ts")).version);
      return 0;
    case "help":
      context.terminal.line(helpText);
      return 0;
  }
}

function whenToldToStop(): Promise<"stop"> {
  return new Promise((resolve) => {
    let told = false;
    const stop = () => {
      if (told) process.exit(130);
      told = true;
      resolve("stop");
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    process.on("SIGHUP", stop);
  });
}
