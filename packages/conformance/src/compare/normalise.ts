import type { BaseRules, NormaliseRule } from "../corpus/case.ts";
import { CaseFailure } from "../corpus/outcome.ts";
import { findPlaces, setValueAt, valueAt } from "./json-path.ts";
import { jsonText } from "./json-text.ts";
import { TextReplacements } from "./register.ts";
import { keyFunction, structureFunction } from "./rule-functions.ts";
import { isObject, type JsonObject, parseTexts, replaceMembers, sortedForVisit } from "./structure.ts";

export interface NormaliseOptions {
  readonly base: BaseRules;
  /** The case's own rules, with placeholders already replaced by the values they stand for. */
  readonly own: readonly NormaliseRule[];
  readonly account: string;
  readonly region: string;
}

const isoInstant =
  /^(?:[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31))T/;

/** Cleans the matched values of one case of all that differs from run to run, as the recordings were cleaned. */
export function normalise(values: JsonObject, options: NormaliseOptions): JsonObject {
  const root = parseTexts(structuredClone(values));
  const replacements = new TextReplacements();
  const own = options.own.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
  const { base } = options;
  for (const rule of [...base.structure, ...base.text_before, ...own, ...base.last]) {
    applyRule(rule, root, replacements, options);
  }
  const cleaned = Object.entries(root).map(([key, value]) => [key, parseJson(replacements.apply(jsonText(value)))]);
  return Object.fromEntries(cleaned);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type ApplyRule = (
  rule: NormaliseRule,
  root: JsonObject,
  replacements: TextReplacements,
  options: NormaliseOptions,
) => void;

const ruleKinds: Readonly<Record<string, ApplyRule>> = {
  regex: (rule, _root, replacements, options) => registerText(rule, replacements, options),
  text: (rule, _root, replacements, options) => registerText(rule, replacements, options),
  jsonpath: applyPath,
  key: (rule, root, replacements) =>
    applyMembers(rule, root, replacements, (name, value) => (name === rule.key && !isEmpty(value) ? value : undefined)),
  key_function: (rule, root, replacements) => applyMembers(rule, root, replacements, memberFunction(rule)),
  sort: (rule, root) =>
    replaceMembers(root, (name, value) => (name === rule.key && Array.isArray(value) ? sorted(value) : undefined)),
  function: (rule, root) => structureFunction(rule.function ?? "", root),
  remove_key: (rule, root) => removeKey(root, rule.key ?? ""),
  response_metadata: (_rule, root) =>
    replaceMembers(root, (name, value) => (name === "ResponseMetadata" ? keepStatus(value) : undefined)),
  native_datetime: (rule, root) =>
    replaceMembers(root, (_name, value) => (value instanceof Date ? rule.replacement : undefined)),
};

function applyRule(
  rule: NormaliseRule,
  root: JsonObject,
  replacements: TextReplacements,
  options: NormaliseOptions,
): void {
  const apply = ruleKinds[rule.kind];
  if (!apply) throw new CaseFailure(`The harness does not know the normalisation rule '${rule.kind}'`);
  apply(rule, root, replacements, options);
}

function registerText(rule: NormaliseRule, replacements: TextReplacements, options: NormaliseOptions): void {
  const replacement = rule.replacement ?? "";
  if (rule.kind === "regex" && !rule.literal) {
    replacements.addPattern(rule.pattern ?? "", replacement);
    return;
  }
  const inUse: Record<string, string> = {
    "the account id in use": options.account,
    "the region in use": options.region,
  };
  const text = rule.pattern ?? rule.text ?? "";
  if (text !== "") replacements.addText(inUse[text] ?? text, replacement);
}

function applyPath(rule: NormaliseRule, root: JsonObject, replacements: TextReplacements): void {
  for (const place of findPlaces(sortedForVisit(root), rule.path ?? "$")) {
    if (rule.reference) replacements.addReference(valueAt(place), rule.replacement ?? "");
  }
  if (!rule.reference) for (const place of findPlaces(root, rule.path ?? "$")) setValueAt(place, rule.replacement);
}

/** Registers what `find` gives for each member, or replaces it in the member at once. */
function applyMembers(
  rule: NormaliseRule,
  root: JsonObject,
  replacements: TextReplacements,
  find: (name: string, value: unknown, holder: JsonObject) => unknown,
): void {
  const replacement = rule.replacement ?? "";
  if (rule.reference) {
    replaceMembers(sortedForVisit(root), (name, value, holder) => {
      const found = find(name, value, holder);
      if (found === undefined) return undefined;
      replacements.addReference(found, replacement);
      return value;
    });
    return;
  }
  replaceMembers(root, (name, value, holder) => {
    const found = find(name, value, holder);
    if (found === undefined) return undefined;
    return typeof value === "string" ? value.replaceAll(String(found), replacement) : replacement;
  });
}

function memberFunction(rule: NormaliseRule): (name: string, value: unknown, holder: JsonObject) => unknown {
  if (rule.function === "uuid_id") {
    const pattern = new RegExp(rule.value_pattern ?? "");
    return (name, value) => (typeof value === "string" && /id$/i.test(name) && pattern.test(value) ? value : undefined);
  }
  if (rule.function === "timestamp_key") {
    return (name, value) =>
      isInstantMember(name) && !isEmpty(value) && !isoInstant.test(String(value)) ? value : undefined;
  }
  return keyFunction(rule.function ?? "");
}

function isInstantMember(name: string): boolean {
  return /timestamp/i.test(name) || name === "creationTime" || name === "ingestionTime";
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

function sorted(list: readonly unknown[]): unknown[] {
  return list.toSorted((a, b) => (jsonText(a) < jsonText(b) ? -1 : 1));
}

function keepStatus(metadata: unknown): unknown {
  return { HTTPHeaders: {}, HTTPStatusCode: isObject(metadata) ? metadata.HTTPStatusCode : undefined };
}

function removeKey(value: unknown, key: string): void {
  if (Array.isArray(value)) for (const item of value) removeKey(item, key);
  if (!isObject(value)) return;
  delete value[key];
  for (const member of Object.values(value)) removeKey(member, key);
}
