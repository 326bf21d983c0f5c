import { isObject, type JsonObject } from "../compare/structure.ts";
import { partOf } from "../script/answers.ts";
import { unknown } from "./scenario.ts";

/** What words say of the part of an answer that is compared. */
const words: readonly (readonly [RegExp, (value: unknown, match: RegExpExecArray) => unknown])[] = [
  [
    /^\{"Records": records of all invocations, joined, stably sorted by partition key\}$/,
    (value) => ({
      Records: sortedBy(joinedRecords(value), (record) => memberText(record, ["kinesis", "partitionKey"])),
    }),
  ],
  [
    /^the printed event that has ([\w-]+) and contains (\w+)$/,
    (value, [, member = "", text = ""]) =>
      lists(value).find((event) => isObject(event) && member in event && JSON.stringify(event).includes(text)),
  ],
  [
    /^Body parsed, its event\.Records sorted by body\.message$/,
    (value) => changedBodies(value, (record) => parsed(record.body).message),
  ],
  [
    /^records of all messages, joined, sorted by decoded data$/,
    (value) =>
      sortedBy(joinedBodies(value), (record) =>
        Buffer.from(memberText(record, ["kinesis", "data"]), "base64").toString(),
      ),
  ],
  [
    /^records of all messages, joined, sorted by (\w+)$/,
    (value, [, member = ""]) => sortedBy(joinedBodies(value), (record) => memberText(record, [member])),
  ],
  [/^sorted by (\w+)$/, (value, [, member = ""]) => sortedBy(lists(value), (item) => memberText(item, [member]))],
  [
    /^(\w+) sorted by (\w+)$/,
    (value, [, list = "", member = ""]) =>
      isObject(value)
        ? { ...value, [list]: sortedBy(lists(value[list]), (item) => memberText(item, [member])) }
        : value,
  ],
];

/** The part of an answer that a step compares: all of it, what a path leads to, or what words say. */
export function selectPart(value: unknown, part: string | readonly (string | number)[] | undefined): unknown {
  if (part === undefined) return value;
  if (typeof part !== "string") return partOf({ value }, part);
  const template = templateOf(part);
  if (template) return { ...template, ...Object.fromEntries(answerMembers(part).map((name) => [name, value])) };
  for (const [pattern, select] of words) {
    const match = pattern.exec(part);
    if (match) return select(value, match);
  }
  return unknown("part of an answer", part);
}

/** `{"A": null, "B": answer}`: an object with the answer as a member. */
function templateOf(part: string): JsonObject | undefined {
  if (!/: answer\b/.test(part)) return undefined;
  return JSON.parse(part.replace(/: answer\b/g, ": null")) as JsonObject;
}

function answerMembers(part: string): string[] {
  return Array.from(part.matchAll(/"(\w+)": answer\b/g), ([, name]) => name!);
}

function lists(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parsed(text: unknown): JsonObject {
  return typeof text === "string" ? (JSON.parse(text) as JsonObject) : {};
}

function joinedRecords(invocations: unknown): unknown[] {
  return lists(invocations).flatMap((event) => (isObject(event) ? lists(event.Records) : []));
}

/** The lists in the bodies of messages, joined. */
function joinedBodies(messages: unknown): unknown[] {
  return lists(messages).flatMap((message) => lists(isObject(message) ? JSON.parse(String(message.Body)) : []));
}

/** The messages of an answer with the records of their bodies' events in order. */
function changedBodies(value: unknown, key: (record: JsonObject) => unknown): unknown {
  const change = (message: unknown): unknown => {
    if (!isObject(message)) return message;
    const body = parsed(message.Body);
    const event = isObject(body.event) ? body.event : {};
    const records = sortedBy(lists(event.Records), (record) => String(key(record as JsonObject)));
    return { ...message, Body: { ...body, event: { ...event, Records: records } } };
  };
  return isObject(value) ? { ...value, Messages: lists(value.Messages).map(change) } : value;
}

function memberText(value: unknown, path: readonly string[]): string {
  return String(partOf({ value }, path));
}

/** Sorted, those alike in the order in which they came. */
function sortedBy(items: readonly unknown[], key: (item: unknown) => string): unknown[] {
  const keyed = items.map((item) => ({ item, text: key(item) }));
  return keyed
    .sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
    .map(({ item }) => item);
}
