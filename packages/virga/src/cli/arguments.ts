import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { VirgaError } from "../kernel/errors.ts";
import type { IamMode } from "../kernel/iam/ports.ts";
import type { Durability } from "../kernel/store.ts";

type Command =
  | "up"
  | "deploy"
  | "watch"
  | "destroy"
  | "status"
  | "exec"
  | "inbox"
  | "stream"
  | "render"
  | "api"
  | FunctionCommand
  | "help"
  | "version";
type FunctionCommand = "invoke" | "event" | "logs";

/** What the person asked for, checked. */
export interface CommandLine {
  readonly command: Command;
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
  /** Context for the app, above that of cdk.json. */
  readonly context: Readonly<Record<string, string>>;
  /** Whether `up` goes on to deploy what changes. */
  readonly watch: boolean;
  /** A script that `up` runs when all is deployed for the first time. */
  readonly seed: string | undefined;
  /** The sample event that `invoke` sends. */
  readonly event: string | undefined;
  /** What to change in the event: `path=value`. */
  readonly set: readonly string[];
  /** What `invoke` sends, or what takes the place of a record: a text, `@FILE`, or `-` for standard input. */
  readonly payload: string | undefined;
  /** Which record of a failure `stream redrive` corrects, counted from 1. */
  readonly record: number | undefined;
  /** Whether `stream redrive` puts records back on their stream. */
  readonly put: boolean;
  readonly async: boolean;
  readonly qualifier: string | undefined;
  readonly follow: boolean;
  /** What `render` renders a template with, and `api` sends. */
  readonly request: RequestOptions;
  /** How far back `logs` goes, milliseconds. */
  readonly since: number;
  /** Names of stacks, of a function, an event or a user pool, or for `exec` the program and its arguments. */
  readonly words: readonly string[];
}

/** A request as the person writes it; values as `NAME=VALUE`, not yet read. */
interface RequestOptions {
  /** A file, or `-` for standard input. */
  readonly body: string | undefined;
  readonly header: readonly string[];
  readonly query: readonly string[];
  readonly path: readonly string[];
  readonly stageVariables: readonly string[];
  /** Files of JSON, or members such as `identity.sourceIp=1.2.3.4`. */
  readonly context: readonly string[];
  readonly trace: boolean;
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
  context: { type: "string", short: "c", multiple: true },
  seed: { type: "string" },
  watch: { type: "boolean" },
  event: { type: "string" },
  set: { type: "string", multiple: true },
  payload: { type: "string" },
  record: { type: "string" },
  put: { type: "boolean" },
  async: { type: "boolean" },
  qualifier: { type: "string" },
  follow: { type: "boolean", short: "f" },
  since: { type: "string" },
  body: { type: "string" },
  header: { type: "string", multiple: true },
  query: { type: "string", multiple: true },
  path: { type: "string", multiple: true },
  "stage-variable": { type: "string", multiple: true },
  trace: { type: "boolean" },
  verbose: { type: "boolean", short: "v" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

type OptionName = keyof typeof options;

const everywhere: readonly OptionName[] = ["app", "data", "port", "account", "region", "verbose", "help", "version"];

/** Which options each command takes. */
const taken: Readonly<Record<string, readonly OptionName[]>> = {
  up: [...everywhere, "host", "ephemeral", "iam", "durability", "watch", "seed", "context"],
  deploy: [...everywhere, "context"],
  watch: [...everywhere, "context"],
  destroy: [...everywhere, "context"],
  status: everywhere,
  exec: everywhere,
  inbox: everywhere,
  invoke: [...everywhere, "event", "set", "payload", "async", "qualifier"],
  event: [...everywhere, "set"],
  stream: [...everywhere, "set", "payload", "record", "put"],
  logs: [...everywhere, "follow", "since"],
  render: ["body", "header", "query", "path", "stage-variable", "context", "trace", "verbose", "help", "version"],
  api: [...everywhere, "body", "header", "stage-variable"],
};

/** How many names each command takes, where that is bounded. */
const names: Readonly<Record<string, readonly [least: number, most: number, what: string]>> = {
  status: [0, 0, "names"],
  invoke: [1, 1, "function"],
  event: [0, 1, "event"],
  logs: [0, 1, "function"],
  render: [1, 1, "template"],
  api: [0, 3, "words"],
  inbox: [0, 1, "pool"],
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
    context: command === "render" ? {} : Object.fromEntries((values.context ?? []).map(readContext)),
    watch: values.watch ?? false,
    seed: values.seed === undefined ? undefined : resolve(values.seed),
    event: values.event,
    set: values.set ?? [],
    payload: values.payload,
    record: values.record === undefined ? undefined : readCount("record", values.record),
    put: values.put ?? false,
    async: values.async ?? false,
    qualifier: values.qualifier,
    follow: values.follow ?? false,
    request: {
      body: values.body,
      header: values.header ?? [],
      query: values.query ?? [],
      path: values.path ?? [],
      stageVariables: values["stage-variable"] ?? [],
      context: command === "render" ? (values.context ?? []) : [],
      trace: values.trace ?? false,
    },
    since: readDuration("since", values.since ?? "1h"),
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
  checkNames(command, words);
  if (values.event !== undefined && values.payload !== undefined) {
    throw badArgument("--event and --payload cannot be used together");
  }
}

function checkNames(command: string, words: readonly string[]): void {
  const [least, most, what] = names[command] ?? [0, Number.POSITIVE_INFINITY, ""];
  if (words.length >= least && words.length <= most) return;
  if (most === 0) throw badArgument(`'virga ${command}' takes no ${what}`);
  const article = /^[aeiou]/.test(what) ? "an" : "a";
  throw badArgument(
    words.length < least
      ? `'virga ${command}' needs ${article} ${what}: virga ${command} ${what.toUpperCase()}`
      : `'virga ${command}' takes one ${what}, not ${words.length}: ${words.join(", ")}`,
  );
}

const millisecondsOf: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readDuration(name: string, text: string): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * millisecondsOf[unit]!;
  throw badArgument(`--${name} must be a number and s, m, h or d, such as 30m, not '${text}'`);
}

function readContext(text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw badArgument(`--context must be NAME=VALUE, not '${text}'`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw badArgument(`--port must be a number from 0 to 65535, not '${text}'`);
}

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw badArgument(`--${name} must be a number from 1, not '${text}'`);
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
  virga watch [STACK...]     deploy it, and again whenever something of it changes
  virga destroy [STACK...]   delete the app's stacks there
  virga status               what is running, and its stacks
  virga invoke FUNCTION      invoke a function; its log goes to standard error
  virga logs [FUNCTION]      what functions have logged
  virga event [NAME]         a sample of an event that AWS sends to functions; without NAME, which there are
  virga inbox [POOL]         the newest messages of user pools, with their codes
  virga stream [MAPPING]     what reads streams, how far it is, and what is blocked there and why
  virga stream failed [MAPPING]            what was given up, with its records while the stream has them
  virga stream show MESSAGE [MAPPING]      all of it; MESSAGE is the id of a failure, its beginning, or all
  virga stream redrive MESSAGE [MAPPING]   give its records to the function again, corrected or as they were
  virga stream drop MESSAGE [MAPPING]      forget it
  virga api [API] [PATH]     the routes of the REST APIs
  virga api METHOD /PATH     take one request apart: what API Gateway makes of it, step by step
  virga render TEMPLATE      render a mapping template (VTL) of API Gateway
  virga exec -- PROGRAM      run a program with the AWS environment set to it

  --app DIR          folder of the CDK app (default: this one)
  --data DIR         folder of the data (default: .virga in the app's folder)
  --port N           port (default 4566; 0 for any free one)
  --account ID       account of stacks that name none (default 000000000000)
  --region NAME      region of stacks that name none (default: AWS_REGION, or us-east-1)
  --context K=V      context for the app, as with the CDK CLI; may be repeated (up, deploy, watch, destroy)
  --verbose          show where an error comes from
  --help, --version

Only for up:
  --watch                deploy again whenever something of the app changes
  --seed SCRIPT          a script for Node to run when all is deployed, with the AWS environment set: first data
  --host NAME            a host name to answer to beside localhost's; .NAME for all below it; may be repeated
  --ephemeral            keep everything in memory and start from nothing
  --iam MODE             enforce (default), warn or off: what a missing permission does
  --durability LEVEL     process (default): survives kill -9; power: also a loss of power

Only for invoke and event:
  --event NAME           send this sample event (invoke)
  --payload JSON         send this; @FILE for a file's contents, - for standard input (invoke)
  --set PATH=VALUE       change the event, e.g. Records[0].body=hello; may be repeated
  --async                do not wait for it (invoke)
  --qualifier NAME       a version or an alias (invoke)

Only for stream redrive:
  --set PATH=VALUE       change the record, e.g. status=final; may be repeated
  --payload TEXT         send this in its place; @FILE for a file's contents, - for standard input
  --record N             which record, if there are several
  --put                  put them back on the stream instead, behind all that is there

Only for render and api:
  --body FILE            the request's body; - for standard input
  --header K=V           a header; may be repeated
  --stage-variable K=V   a stage variable; may be repeated
  --query K=V            a query parameter; may be repeated (render)
  --path K=V             a path parameter; may be repeated (render)
  --context FILE|K=V     $context: a file of JSON, or a member such as identity.sourceIp=1.2.3.4; may be repeated (render)
  --trace                tell what each part of the template wrote and what each reference was (render)

Only for logs:
  --follow               go on as more is logged
  --since TIME           how far back, e.g. 30s, 15m, 2h, 1d (default 1h)

STACK is a stack's name or path; * stands for anything. FUNCTION is a function's name, its logical id, or the end of its construct's path.
POOL is a user pool's id, name or logical id. MAPPING is a stream's name, a function as above, or the mapping's UUID.`;
