import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { VirgaError } from "../kernel/errors.ts";
import type { IamMode } from "../kernel/iam/ports.ts";
import type { Durability } from "../kernel/store.ts";

/** What the person asked for, checked. */
export interface CommandLine {
  readonly command: "up" | "deploy" | "destroy" | "status" | "exec" | "help" | "version";
  /** The folder of the CDK app. */
  readonly app: string;
  readonly dataDirectory: string;
  /** Absent if not given; `up` then takes 4566. */
  readonly port: number | undefined;
  /** Host names that `up` answers to beside localhost's and AWS's. */
  readonly hosts: readonly string[];
  readonly ephemeral: boolean;
  readonly iam: IamMode;
  readonly durability: Durability;
  readonly account: string;
  readonly region: string;
  readonly verbose: boolean;
  /** Names of stacks, or for `exec` the program and its arguments. */
  readonly words: readonly string[];
}

const options = {
  app: { type: "string", short: "a" },
  port: { type: "string", short: "p" },
  data: { type: "string" },
  host: { type: "string", multiple: true },
  ephemeral: { type: "boolean" },
  iam: { type: "string" },
  durability: { type: "string" },
  account: { type: "string" },
  region: { type: "string" },
  verbose: { type: "boolean", short: "v" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

type OptionName = keyof typeof options;

const everywhere: readonly OptionName[] = ["app", "data", "port", "account", "region", "verbose", "help", "version"];

/** Which options each command takes. */
const taken: Readonly<Record<string, readonly OptionName[]>> = {
  up: [...everywhere, "host", "ephemeral", "iam", "durability"],
  deploy: everywhere,
  destroy: everywhere,
  status: everywhere,
  exec: everywhere,
};

/** Reads the command line; what is wrong with it is an error that says so. */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const separator = words.indexOf("--");
  const own = separator < 0 ? words : words.slice(0, separator);
  const program = separator < 0 ? [] : words.slice(separator + 1);
  const { values, positionals } = parse(own);
  const [name, ...rest] = positionals;
  const command = values.version ? "version" : values.help || name === undefined ? "help" : name;
  if (command !== "help" && command !== "version") checkCommand(command, values, [...rest, ...program]);
  const app = resolve(values.app ?? ".");
  return {
    command: command as CommandLine["command"],
    app,
    dataDirectory: values.data === undefined ? join(app, ".virga") : resolve(values.data),
    port: values.port === undefined ? undefined : readPort(values.port),
    hosts: (values.host ?? []).map(readHost),
    ephemeral: values.ephemeral ?? false,
    iam: readChoice("iam", values.iam ?? "enforce", ["enforce", "warn", "off"]),
    durability: readChoice("durability", values.durability ?? "process", ["process", "power"]),
    account: readAccount(values.account ?? environment.CDK_DEFAULT_ACCOUNT ?? "000000000000"),
    region: readRegion(values.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? "us-east-1"),
    verbose: values.verbose ?? ["1", "true"].includes(environment.VIRGA_DEBUG ?? ""),
    words: [...rest, ...program],
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: withNegativeValues(words), options, allowPositionals: true, strict: true });
  } catch (thrown) {
    throw badArgument((thrown as Error).message.replace(/\. To specify a positional argument.*|\n.*/s, ""));
  }
}

/** Joins a number below zero with its option: a mistake to tell of, not an option of its own. */
function withNegativeValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1) ?? "";
    if (/^-\d/.test(word) && /^--[a-z]+$/.test(last)) joined[joined.length - 1] = `${last}=${word}`;
    else if (/^-\d/.test(word) && /^-[a-z]$/.test(last)) joined[joined.length - 1] = `${last}${word}`;
    else joined.push(word);
  }
  return joined;
}

function checkCommand(command: string, values: Readonly<Record<string, unknown>>, words: readonly string[]): void {
  const known = taken[command];
  if (!known) throw badArgument(`there is no command '${command}'`);
  for (const name of Object.keys(values)) {
    if (!known.includes(name as OptionName)) throw badArgument(`'virga ${command}' takes no option --${name}`);
  }
  if (command === "exec" && words.length === 0)
    throw badArgument("'virga exec' needs a program: virga exec -- PROGRAM");
  if (command === "status" && words.length > 0) throw badArgument("'virga status' takes no names");
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw badArgument(`--port must be a number from 0 to 65535, not '${text}'`);
}

function readHost(text: string): string {
  if (/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text)) return text.toLowerCase();
  throw badArgument(`--host must be a host name, or a dot and a domain for all names below it, not '${text}'`);
}

function readChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  if ((choices as readonly string[]).includes(text)) return text as T;
  throw badArgument(`--${name} must be ${choices.join(", ").replace(/, ([^,]*)$/, " or $1")}, not '${text}'`);
}

function readAccount(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw badArgument(`--account must be 12 digits, not '${text}'`);
}

function readRegion(text: string): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) return text;
  throw badArgument(`--region must be the name of a region, such as eu-west-1, not '${text}'`);
}

function badArgument(message: string): VirgaError {
  return new VirgaError("BadArgument", message, { hint: "see: virga --help" });
}

export const helpText = `Runs an AWS serverless system, from its CDK code, on one machine.

  virga up [STACK...]        run the cloud and deploy the app into it; Ctrl-C ends it
  virga deploy [STACK...]    deploy the app into the one that is running
  virga destroy [STACK...]   delete the app's stacks there
  virga status               what is running, and its stacks
  virga exec -- PROGRAM      run a program with the AWS environment set to it

  --app DIR          folder of the CDK app (default: this one)
  --data DIR         folder of the data (default: .virga in the app's folder)
  --port N           port (default 4566; 0 for any free one)
  --account ID       account of stacks that name none (default 000000000000)
  --region NAME      region of stacks that name none (default: AWS_REGION, or us-east-1)
  --verbose          show where an error comes from
  --help, --version

Only for up:
  --host NAME            a host name to answer to beside localhost's; .NAME for all below it; may be repeated
  --ephemeral            keep everything in memory and start from nothing
  --iam MODE             enforce (default), warn or off: what a missing permission does
  --durability LEVEL     process (default): survives kill -9; power: also a loss of power

STACK is a stack's name or path; * stands for anything.`;
