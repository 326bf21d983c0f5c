import { createHash } from "node:crypto";
import type { Message, MessageAttributeValue, MessageSystemAttributeValue } from "@aws-sdk/client-sqs";
import { invalidParameter, invalidValue } from "./errors.ts";
import type { StoredAttribute, StoredAttributes } from "./model.ts";

const mostAttributes = 10;
const namePattern = /^[A-Za-z0-9_.-]{1,256}$/;
const reservedName = /^(?:aws|amazon)\./i;
/** A message's text is XML's: no other control characters, no halves of surrogate pairs. */
const forbiddenCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether a text has only characters that SQS takes. */
export function isMessageText(text: string): boolean {
  return !forbiddenCharacter.test(text);
}

/**
 * Checks a message's attributes and brings them into the form they are kept in; undefined if there are none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 * @throws AwsError InvalidParameterValue
 */
export function storedAttributes(
  attributes: Readonly<Record<string, MessageAttributeValue>> | undefined,
): StoredAttributes | undefined {
  const names = Object.keys(attributes ?? {});
  if (!attributes || names.length === 0) return undefined;
  if (names.length > mostAttributes) {
    throw invalidParameter(
      `Number of message attributes [${String(names.length)}] exceeds the allowed maximum [${String(mostAttributes)}].`,
    );
  }
  const stored: Record<string, StoredAttribute> = {};
  for (const name of names) {
    checkName(name);
    stored[name] = storedAttribute(name, attributes[name]!);
  }
  return stored;
}

function checkName(name: string): void {
  const isFine = namePattern.test(name) && !name.startsWith(".") && !name.endsWith(".") && !name.includes("..");
  if (!isFine || reservedName.test(name)) {
    throw invalidParameter(`The message attribute name '${name}' is invalid.`);
  }
}

function storedAttribute(name: string, value: MessageAttributeValue | MessageSystemAttributeValue): StoredAttribute {
  const { DataType: type = "", StringValue: text, BinaryValue: binary } = value;
  const kind = /^(String|Number|Binary)(?:\..{1,})?$/.exec(type)?.[1];
  if (type === "")
    throw invalidParameter(`The message attribute '${name}' must contain a non-empty message attribute type.`);
  if (kind === undefined || type.length > 256) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (kind === "Binary") {
    if (!binary || binary.byteLength === 0) throw emptyAttribute(name, kind);
    return { type, binary: Buffer.from(binary).toString("base64") };
  }
  if (text === undefined || text === "") throw emptyAttribute(name, kind);
  if (!isMessageText(text)) throw invalidParameter(`Invalid characters found in the message attribute '${name}'.`);
  if (kind === "Number" && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { type, text };
}

function emptyAttribute(name: string, kind: string) {
  return invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
}

/** The `AWSTraceHeader` of a message's system attributes, which may have no other. @throws AwsError InvalidParameterValue */
export function traceHeaderOf(
  attributes: Readonly<Record<string, MessageSystemAttributeValue>> | undefined,
): StoredAttribute | undefined {
  for (const name of Object.keys(attributes ?? {})) {
    if (name !== "AWSTraceHeader") {
      throw invalidValue(name, "MessageSystemAttributes", "Only the attribute AWSTraceHeader is supported.");
    }
  }
  const header = (attributes as Readonly<Record<string, MessageSystemAttributeValue>> | undefined)?.AWSTraceHeader;
  if (!header) return undefined;
  if (header.DataType !== "String" || header.StringValue === undefined || header.StringValue === "") {
    throw invalidParameter(
      "Message (system) attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.",
    );
  }
  return { type: header.DataType, text: header.StringValue };
}

/** Bytes that attributes count towards a message's size: names, types and values. */
export function attributesSize(attributes: StoredAttributes | undefined): number {
  let size = 0;
  for (const name in attributes) {
    const { type, text, binary } = attributes[name]!;
    size += Buffer.byteLength(name) + Buffer.byteLength(type);
    size += text === undefined ? Buffer.byteLength(binary ?? "", "base64") : Buffer.byteLength(text);
  }
  return size;
}

/**
 * The MD5 that clients check attributes against.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesMd5(attributes: StoredAttributes): string {
  const hash = createHash("md5");
  const length = Buffer.alloc(4);
  const add = (bytes: Buffer) => {
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).toSorted(byBytes)) {
    const { type, text, binary } = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(type));
    hash.update(text === undefined ? binaryMark : textMark);
    add(text === undefined ? Buffer.from(binary ?? "", "base64") : Buffer.from(text));
  }
  return hash.digest("hex");
}

const textMark = Buffer.from([1]);
const binaryMark = Buffer.from([2]);

function byBytes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Chooses attributes by the names of a receive: `All`, `.*`, a prefix such as `order.*`, or a name. */
export function attributeSelection(names: readonly string[]): (attributes: StoredAttributes) => StoredAttributes {
  if (names.some((name) => name === "All" || name === ".*" || name === "*")) return (attributes) => attributes;
  const exact = new Set(names);
  const prefixes = names.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -2));
  return (attributes) =>
    Object.fromEntries(
      Object.entries(attributes).filter(
        ([name]) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
      ),
    );
}

/** Attributes as an answer has them, with their MD5. */
export function answeredAttributes(
  attributes: StoredAttributes,
): Pick<Message, "MessageAttributes" | "MD5OfMessageAttributes"> {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return {};
  const answered = entries.map(([name, { type, text, binary }]) => [
    name,
    text === undefined
      ? { BinaryValue: Buffer.from(binary ?? "", "base64"), DataType: type }
      : { StringValue: text, DataType: type },
  ]);
  return { MD5OfMessageAttributes: attributesMd5(attributes), MessageAttributes: Object.fromEntries(answered) };
}
