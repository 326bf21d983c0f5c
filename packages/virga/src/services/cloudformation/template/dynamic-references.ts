import { unsupported, validationError } from "../errors.ts";

/** A dynamic reference to the parameter store: `{{resolve:ssm:name}}` or `{{resolve:ssm:name:version}}`. */
export interface StoreReference {
  readonly secure: boolean;
  readonly name: string;
  readonly version?: number;
}

const pattern = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

/** The dynamic references in a resolved value, each once, as they are written. */
export function findDynamicReferences(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === "string") {
    if (value.includes("{{resolve:")) for (const match of value.matchAll(pattern)) found.add(match[0]);
  } else if (Array.isArray(value)) {
    for (const item of value) findDynamicReferences(item, found);
  } else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) findDynamicReferences(member, found);
  }
  return found;
}

/**
 * Reads one dynamic reference. Services other than the parameter store are refused by name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function parseDynamicReference(text: string): StoreReference {
  const [, service = "", rest = ""] = new RegExp(pattern.source).exec(text) ?? [];
  if (service !== "ssm" && service !== "ssm-secure") throw unsupported(`The dynamic reference ${text}`);
  const match = /^([a-zA-Z0-9_.\-/]+)(?::(\d+))?$/.exec(rest);
  if (!match) throw validationError(`Incorrect format is used in the following SSM reference: [${text}]`);
  const version = match[2] === undefined ? {} : { version: Number(match[2]) };
  return { secure: service === "ssm-secure", name: match[1]!, ...version };
}

/** Puts values in the place of the dynamic references that a resolved value has. */
export function replaceDynamicReferences(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return value.includes("{{resolve:") ? value.replace(pattern, (text) => values.get(text) ?? text) : value;
  }
  if (Array.isArray(value)) return value.map((item) => replaceDynamicReferences(item, values));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, replaceDynamicReferences(member, values)]),
    );
  }
  return value;
}
