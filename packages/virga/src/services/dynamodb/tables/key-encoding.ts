import { hash } from "node:crypto";
import type { BoundedCache } from "../bounded-cache.ts";
import type { ScalarType } from "../model.ts";
import type { AttributeMap, AttributeValue } from "../values/attribute-value.ts";
import { binaryBytes } from "../values/binary.ts";
import { encodeNumber } from "../values/decimal.ts";

/** An attribute of a key schema with its defined type. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: ScalarType;
}

const printable = /^[ -~]*$/;
const groupLength = 8;
/** Characters of partition keys whose hashes are worth remembering. */
const longestRemembered = 256;

/**
 * Sixteen bytes, one character each, that spread partitions evenly: DynamoDB, too, orders them by a hash. Those that
 * are `known` are not worked out again.
 */
export function hashPartition(
  attributes: readonly KeyAttribute[],
  item: AttributeMap,
  known?: BoundedCache<string>,
): string {
  const [only] = attributes;
  const text =
    attributes.length === 1
      ? item[only!.name]![only!.type]!
      : JSON.stringify(attributes.map(({ name, type }) => item[name]![type]));
  return known && text.length <= longestRemembered
    ? known.get(text, () => hash("md5", text, "binary"))
    : hash("md5", text, "binary");
}

/** The bytes that order a value in its partition: numbers by size, strings by UTF-8, binary by unsigned bytes. */
export function orderedBytes(value: AttributeValue): string {
  if (value.S !== undefined) return printable.test(value.S) ? value.S : Buffer.from(value.S, "utf8").toString("latin1");
  return value.B === undefined ? encodeNumber(value.N!) : binaryBytes(value.B);
}

/**
 * The same, but so that no encoding is the start of another and more can follow: groups of eight bytes, the last one
 * filled up with zeros, each followed by a byte that says how many of them count (one more than eight: and it goes on).
 * It makes long values an eighth longer, whatever is in them.
 */
export function delimitedBytes(value: AttributeValue): string {
  const bytes = orderedBytes(value);
  if (value.N !== undefined) return bytes;
  let encoded = "";
  let offset = 0;
  for (; bytes.length - offset > groupLength; offset += groupLength) {
    encoded += `${bytes.slice(offset, offset + groupLength)}\x09`;
  }
  const rest = bytes.slice(offset);
  return encoded + rest.padEnd(groupLength, "\0") + String.fromCharCode(rest.length);
}

/**
 * What `delimitedBytes` of all values begin with that begin with this one. Some smaller ones do, too, because of the
 * zeros that fill their last group.
 */
export function delimitedStart(value: AttributeValue): string {
  const bytes = orderedBytes(value);
  let encoded = "";
  let offset = 0;
  for (; bytes.length - offset > groupLength; offset += groupLength) {
    encoded += `${bytes.slice(offset, offset + groupLength)}\x09`;
  }
  return encoded + bytes.slice(offset);
}
