import { type MemberRule, requiredMembers } from "./required-members.ts";

/** A FHIR resource, as far as it is looked at. */
export interface FhirResource {
  readonly resourceType: string;
  readonly id: string;
  /** When it was changed last, as `meta.lastUpdated` says: ISO 8601 in UTC, with milliseconds. */
  readonly lastUpdated?: string;
  /** `meta.versionId` */
  readonly versionId?: string;
  /** Its JSON, to the character: FHIR's decimals mean what they are written like. */
  readonly text: string;
}

/** A record that will never be a resource, however often it is tried. The message has nothing of the record in it. */
export class Poison extends Error {}

/** Bytes of the largest resource: an item of DynamoDB has 400 KB, with its keys. */
const largest = 390 * 1024;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads a resource from a record's data. @throws Poison if it is none. */
export function readResource(data: Uint8Array): FhirResource {
  if (data.byteLength > largest) throw new Poison("is larger than 390 KB");
  const text = decode(data);
  const value = parse(text);
  if (!isObject(value)) throw new Poison("is no JSON object");
  const { resourceType, id } = value;
  if (typeof resourceType !== "string") throw new Poison("resourceType is missing");
  if (!Object.hasOwn(requiredMembers, resourceType)) throw new Poison("resourceType is not a supported one");
  if (typeof id !== "string") throw new Poison("id is missing");
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(id)) throw new Poison("id is not 1 to 64 letters, digits, dots and dashes");
  for (const [name, rule] of Object.entries(requiredMembers[resourceType]!)) checkMember(value, name, rule);
  return { resourceType, id, ...readMeta(value.meta), text };
}

function decode(data: Uint8Array): string {
  try {
    return decoder.decode(data);
  } catch {
    throw new Poison("is not UTF-8");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The error's own message shows a part of the text.
    throw new Poison("is not JSON");
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkMember(resource: JsonObject, name: string, rule: MemberRule): void {
  const found = name.endsWith("[x]") ? choice(resource, name.slice(0, -"[x]".length), rule) : resource[name];
  if (found === undefined || found === null) throw new Poison(`${name} is missing`);
  if (!follows(found, rule))
    throw new Poison(`${name} is not ${typeof rule === "string" ? wanted[rule] : "a known code"}`);
}

const wanted = { text: "a text", object: "an object", list: "a list that is not empty" } as const;

/** The member of a choice of types: of several, one that follows the rule. */
function choice(resource: JsonObject, start: string, rule: MemberRule): unknown {
  const names = Object.keys(resource).filter(
    (name) => name.startsWith(start) && /^[A-Z]/.test(name.slice(start.length)),
  );
  return resource[names.find((name) => follows(resource[name], rule)) ?? names[0] ?? start];
}

function follows(value: unknown, rule: MemberRule): boolean {
  if (rule === "object") return isObject(value);
  if (rule === "list") return Array.isArray(value) && value.length > 0;
  if (typeof value !== "string" || value === "") return false;
  return rule === "text" || rule.includes(value);
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function readMeta(meta: unknown): Pick<FhirResource, "lastUpdated" | "versionId"> {
  if (meta === undefined) return {};
  if (!isObject(meta)) throw new Poison("meta is not an object");
  const { lastUpdated, versionId } = meta;
  if (versionId !== undefined && typeof versionId !== "string") throw new Poison("meta.versionId is not a text");
  const version = versionId === undefined ? {} : { versionId };
  if (lastUpdated === undefined) return version;
  const time = typeof lastUpdated === "string" && instant.test(lastUpdated) ? Date.parse(lastUpdated) : Number.NaN;
  if (Number.isNaN(time)) throw new Poison("meta.lastUpdated is not an instant");
  return { ...version, lastUpdated: new Date(time).toISOString() };
}
