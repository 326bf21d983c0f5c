import { type AttributeMap, type AttributeType, type AttributeValue, attributeOf, typeOf } from "./attribute-value.ts";
import { compareNumbers } from "./decimal.ts";

/** Compares texts as their UTF-8 bytes are ordered: negative, zero or positive. */
export function compareStrings(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const leftUnit = left.charCodeAt(index);
    const rightUnit = right.charCodeAt(index);
    if (leftUnit !== rightUnit) return codePointOrder(leftUnit) - codePointOrder(rightUnit);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points past U+FFFF, so they come after all other units. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Compares two values of the same ordered type (S, N, B); `undefined` for values that have no order. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.S !== undefined && right.S !== undefined) return compareStrings(left.S, right.S);
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.B !== undefined && right.B !== undefined) {
    return Buffer.compare(Buffer.from(left.B, "base64"), Buffer.from(right.B, "base64"));
  }
  return undefined;
}

/** Whether two values are equal; sets are in any order. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  const type = typeOf(left);
  if (typeOf(right) !== type) return false;
  switch (type) {
    case "L":
      return equalLists(left.L!, right.L!);
    case "M":
      return equalMaps(left.M!, right.M!);
    case "SS":
    case "NS":
    case "BS":
      return equalSets(left[type]!, right[type]!);
    default:
      return left[type] === right[type];
  }
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  return left.length === right.length && left.every((value, index) => equalValues(value, right[index]!));
}

function equalSets(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((member) => right.includes(member));
}

function equalMaps(left: AttributeMap, right: AttributeMap): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const other = attributeOf(right, name);
    return other !== undefined && equalValues(left[name]!, other);
  });
}

/** The function `begins_with`: on strings and on binary. */
export function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (value.B === undefined || start.B === undefined) return false;
  const prefix = Buffer.from(start.B, "base64");
  return Buffer.from(value.B, "base64").subarray(0, prefix.length).equals(prefix);
}

const setOfMember: Readonly<Partial<Record<AttributeType, "SS" | "NS" | "BS">>> = { S: "SS", N: "NS", B: "BS" };

/** The function `contains`: a part of a string or of binary, a member of a set, an element of a list. */
export function containsValue(container: AttributeValue, wanted: AttributeValue): boolean {
  if (container.L) return container.L.some((element) => equalValues(element, wanted));
  const type = typeOf(wanted);
  const set = setOfMember[type];
  const members = set && container[set];
  if (members) return members.includes(wanted[type] as string);
  if (container.S !== undefined && wanted.S !== undefined) return container.S.includes(wanted.S);
  if (container.B === undefined || wanted.B === undefined) return false;
  return Buffer.from(container.B, "base64").includes(Buffer.from(wanted.B, "base64"));
}

/** The function `size`: bytes of a string or binary, members of a set, list or map; `undefined` for the others. */
export function measure(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return Buffer.byteLength(value.B, "base64");
  if (value.M) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}
