import type { Cloud } from "../cdk/cloud.ts";
import { VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { withOwn } from "./invoke.ts";
import { remoteCloud, remoteEnvironments } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";
import { printFailures, printWhole } from "./streams/failed.ts";
import { chooseFailures, deleteFailure, failureQueues, type HeldFailure, withFailures } from "./streams/failures.ts";
import { printMappings } from "./streams/list.ts";
import { redrive } from "./streams/redrive.ts";
import { findMappings, type StreamMapping } from "./streams/stream-mappings.ts";
import { printError } from "./terminal.ts";

type Subcommand = "list" | "failed" | "show" | "redrive" | "drop";
const subcommands: readonly string[] = ["list", "failed", "show", "redrive", "drop"] satisfies Subcommand[];

/** What is asked, and of which message or mapping. */
interface Request {
  readonly subcommand: Subcommand;
  readonly message: string;
  readonly mapping: string | undefined;
}

/** Shows what reads streams and what it gave up, gives that to its function again, or drops it; 1 if some could not be redriven. */
export async function stream(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const request = readRequest(commandLine);
  const { endpoint, account, region } = await requireRunning(commandLine);
  const cloud = remoteCloud(endpoint, context.clock);
  const environments = withOwn(await remoteEnvironments(endpoint), { account, region });
  const mappings = await findMappings(cloud, environments, request.mapping);
  if (request.subcommand === "list") {
    await printMappings(context.terminal, cloud, mappings);
    return 0;
  }
  return workOnFailures(request, commandLine, context, cloud, mappings);
}

/** @throws VirgaError BadArgument */
function readRequest({ words, set, payload, record, put }: CommandLine): Request {
  const [first = "list", ...rest] = words;
  const isNamed = subcommands.includes(first);
  const subcommand = (isNamed ? first : "list") as Subcommand;
  const names = isNamed ? rest : words;
  const takesMessage = subcommand !== "list" && subcommand !== "failed";
  if (takesMessage && names.length === 0) {
    throw badArgument(`'virga stream ${subcommand}' needs a message: virga stream ${subcommand} MESSAGE`);
  }
  const most = takesMessage ? 2 : 1;
  if (names.length > most) throw badArgument(`'virga stream ${subcommand}' takes no '${names[most]}'`);
  if (subcommand !== "redrive" && (set.length > 0 || payload !== undefined || record !== undefined || put)) {
    throw badArgument("--set, --payload, --record and --put are for 'virga stream redrive'");
  }
  const [message = "", mapping] = takesMessage ? names : ["", names[0]];
  return { subcommand, message, mapping };
}

function badArgument(message: string): VirgaError {
  return new VirgaError("BadArgument", message, { hint: "see: virga --help" });
}

async function workOnFailures(
  { subcommand, message }: Request,
  commandLine: CommandLine,
  context: CommandContext,
  cloud: Cloud,
  mappings: readonly StreamMapping[],
): Promise<number> {
  const { terminal } = context;
  const queues = await failureQueues(cloud, mappings);
  return withFailures(cloud, queues, async (failures) => {
    if (subcommand === "failed") {
      await printFailures(terminal, cloud, failures);
      return 0;
    }
    const chosen = chooseFailures(failures, message);
    if (subcommand === "redrive") return redriveAll(commandLine, context, cloud, chosen);
    for (const held of chosen) {
      if (subcommand === "show") await printWhole(terminal, cloud, held);
      else {
        await deleteFailure(cloud, held);
        terminal.line(`${terminal.paint("green", "✔")} ${held.id}: dropped`);
      }
    }
    return 0;
  });
}

/** One that fails does not keep the others from being tried. */
async function redriveAll(
  commandLine: CommandLine,
  { terminal, errors }: CommandContext,
  cloud: Cloud,
  chosen: readonly HeldFailure[],
): Promise<number> {
  const { set, payload, record } = commandLine;
  if (chosen.length > 1 && (set.length > 0 || payload !== undefined || record !== undefined)) {
    throw badArgument("a correction is for one message, not for all of them");
  }
  if (chosen.length === 0) terminal.line("nothing was given up");
  let failed = 0;
  for (const held of chosen) {
    try {
      await redrive(terminal, cloud, held, commandLine);
    } catch (thrown) {
      if (!(thrown instanceof VirgaError) || thrown.code === "BadArgument") throw thrown;
      printError(errors, thrown, commandLine.verbose);
      failed++;
    }
  }
  return failed === 0 ? 0 : 1;
}
