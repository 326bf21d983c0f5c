import { formatArn, tryParseArn } from "../../kernel/arns.ts";
import { invalidArn } from "./errors.ts";

/** Account and region: every resource belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A state machine's ARN taken apart; `qualifier` is a version's number or an alias's name. */
export interface MachineReference extends Place {
  readonly name: string;
  readonly qualifier?: string;
}

/** An execution's ARN taken apart. */
export interface ExecutionReference extends Place {
  readonly machine: string;
  readonly name: string;
}

/** `arn:aws:states:<region>:<account>:stateMachine:<name>[:<version or alias>]` */
export function machineArn({ region, account, name, qualifier }: MachineReference): string {
  const suffix = qualifier === undefined ? "" : `:${qualifier}`;
  return formatArn("states", region, account, `stateMachine:${name}${suffix}`);
}

/** `arn:aws:states:<region>:<account>:execution:<state machine>:<name>` */
export function executionArn({ region, account, machine, name }: ExecutionReference): string {
  return formatArn("states", region, account, `execution:${machine}:${name}`);
}

/** `arn:aws:states:<region>:<account>:express:<state machine>:<name>:<id>` */
export function expressArn({ region, account, machine, name }: ExecutionReference, id: string): string {
  return formatArn("states", region, account, `express:${machine}:${name}:${id}`);
}

function resourceOf(arn: string): { place: Place; kind: string; rest: string[] } {
  const parsed = tryParseArn(arn);
  if (parsed?.service !== "states") throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [kind = "", ...rest] = parsed.resource.split(":");
  return { place: { account: parsed.account, region: parsed.region }, kind, rest };
}

/** Takes a state machine's ARN apart. @throws AwsError InvalidArn */
export function parseMachineArn(arn: string): MachineReference {
  const { place, kind, rest } = resourceOf(arn);
  const [name, qualifier] = rest;
  if (kind !== "stateMachine") throw invalidArn(`Resource type not valid in this context: ${kind}`);
  if (!name || rest.length > 2) throw invalidArn(`Invalid ARN: ${arn}`);
  return { ...place, name, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** Takes a STANDARD execution's ARN apart. @throws AwsError InvalidArn */
export function parseExecutionArn(arn: string): ExecutionReference {
  const { place, kind, rest } = resourceOf(arn);
  const [machine, name] = rest;
  if (kind !== "execution") throw invalidArn(`Resource type not valid in this context: ${kind}`);
  if (!machine || !name || rest.length > 2) throw invalidArn(`Invalid ARN: ${arn}`);
  return { ...place, machine, name };
}

/** What names of state machines and executions must not contain: white space, brackets, wildcards, special and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS forbids them by number
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** Whether a text may name a state machine or an execution; its length is checked by the model. */
export function isValidName(name: string): boolean {
  return !forbidden.test(name);
}

/** The most tags of a state machine. */
export const mostTags = 50;
/** The most versions of a state machine. */
export const mostVersions = 1_000;
/** The most aliases of a state machine. */
export const mostAliases = 100;
