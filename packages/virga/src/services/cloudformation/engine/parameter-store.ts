import type { Bus, CallContext } from "../../../kernel/bus.ts";
import { AwsError } from "../../../kernel/errors.ts";
import { validationError } from "../errors.ts";
import {
  findDynamicReferences,
  parseDynamicReference,
  replaceDynamicReferences,
} from "../template/dynamic-references.ts";

/** The most names that one GetParameters takes. */
const mostNames = 10;

/** Reads parameters of the parameter store by name; those that are not there are missing in the answer. */
export async function readStoreParameters(
  bus: Bus,
  context: CallContext,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (let start = 0; start < names.length; start += mostNames) {
    const input = { Names: names.slice(start, start + mostNames) };
    const { Parameters = [] } = await bus.call("ssm", "GetParameters", input, context);
    for (const { Name, Value, Selector = "" } of Parameters) {
      if (Name !== undefined && Value !== undefined) values.set(`${Name}${Selector}`, Value);
    }
  }
  return values;
}

/** Puts the parameter store's values in the place of the dynamic references in a resolved value. */
export async function resolveDynamicReferences<T>(bus: Bus, context: CallContext, value: T): Promise<T> {
  const found = findDynamicReferences(value);
  if (found.size === 0) return value;
  const values = new Map<string, string>();
  for (const text of found) values.set(text, await readReference(bus, context, text));
  return replaceDynamicReferences(value, values) as T;
}

async function readReference(bus: Bus, context: CallContext, text: string): Promise<string> {
  const { name, version, secure } = parseDynamicReference(text);
  const Name = version === undefined ? name : `${name}:${version}`;
  try {
    const { Parameter } = await bus.call("ssm", "GetParameter", { Name, WithDecryption: secure }, context);
    return Parameter?.Value ?? "";
  } catch (thrown) {
    if (!(thrown instanceof AwsError) || !thrown.code.startsWith("Parameter")) throw thrown;
    throw validationError(`Unable to fetch parameters [${Name}] from parameter store for this account.`);
  }
}
