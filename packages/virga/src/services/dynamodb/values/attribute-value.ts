import { invalidParameters, validationError } from "../errors.ts";
import { base64Size, readBinary } from "./binary.ts";
import { canonicalNumber, numberSize } from "./decimal.ts";
import { readWireBoolean, readWireList, readWireString, typeError } from "./wire-types.ts";

/** A value as the protocol writes it, with exactly one member; binary is base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: AttributeMap;
}

/** An item, a key or a map, by attribute name. */
export type AttributeMap = Readonly<Record<string, AttributeValue>>;

/** The types of values. */
export type AttributeType = keyof AttributeValue;

/** The type of a value that has been read by `AttributeReader`. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

/** The attribute of that name; never something inherited from JavaScript's objects. */
export function attributeOf(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** An empty map that takes any attribute name, `__proto__` too. */
export function emptyMap(): Record<string, AttributeValue> {
  return Object.create(null) as Record<string, AttributeValue>;
}

const knownTypes: ReadonlySet<string> = new Set(["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"]);
/** The attribute itself is the first level. */
const deepestLevel = 32;
const longestName = 65_535;

/**
 * Reads attribute values of a request: checks them in DynamoDB's order with its messages, brings numbers and binary
 * into their canonical form and adds up their size. What is canonical already is returned as it is, not copied.
 * Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export class AttributeReader {
  /** Bytes of all that was read. */
  size = 0;

  /** Reads an item or key: an attribute's name counts for its size, the map itself does not. */
  readItem(source: unknown): AttributeMap {
    return this.#readEntries(source, 1);
  }

  /** Reads one value. */
  readValue(source: unknown): AttributeValue {
    return this.#readValue(source, 1);
  }

  #readEntries(source: unknown, level: number): AttributeMap {
    if (typeof source !== "object" || source === null) throw typeError(source, "Map", "AttributeValue");
    if (Array.isArray(source)) throw typeError(source, "Map", "AttributeValue");
    const map = source as Record<string, unknown>;
    let copy: Record<string, AttributeValue> | undefined;
    for (const name of Object.keys(map)) {
      const original = map[name];
      const value = this.#readValue(original, level);
      this.size += nameSize(name);
      if (value !== original && !copy) {
        copy = emptyMap();
        for (const earlier of Object.keys(map)) {
          if (earlier === name) break;
          copy[earlier] = map[earlier] as AttributeValue;
        }
      }
      if (copy) copy[name] = value;
    }
    return copy ?? (map as AttributeMap);
  }

  #readValue(source: unknown, level: number): AttributeValue {
    if (typeof source !== "object" || source === null || Array.isArray(source)) {
      throw typeError(source, "Structure", "AttributeValue");
    }
    if (level > deepestLevel) {
      throw validationError(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
      );
    }
    const members = source as Record<string, unknown>;
    const type = soleType(members);
    const original = members[type];
    const content = this.#readContent(type, original, level);
    if (content === original && isSoleKey(members, type)) return members as AttributeValue;
    return { [type]: content };
  }

  #readContent(type: AttributeType, content: unknown, level: number): unknown {
    switch (type) {
      case "S": {
        const text = readWireString(content);
        this.size += Buffer.byteLength(text);
        return text;
      }
      case "N": {
        const number = canonicalNumber(readWireString(content));
        this.size += numberSize(number);
        return number;
      }
      case "B": {
        const binary = readBinary(content);
        this.size += base64Size(binary);
        return binary;
      }
      case "BOOL":
        this.size += 1;
        return readWireBoolean(content);
      case "NULL":
        this.size += 1;
        if (readWireBoolean(content)) return true;
        throw invalidParameters("Null attribute value types must have the value of true");
      case "L":
        return this.#readList(content, level);
      case "M": {
        const map = this.#readEntries(content, level + 1);
        this.size += 3 + Object.keys(map).length;
        return map;
      }
      default:
        return this.#readSet(type, content);
    }
  }

  #readList(content: unknown, level: number): readonly AttributeValue[] {
    const list = readWireList(content);
    this.size += 3 + list.length;
    let copy: AttributeValue[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const original = list[index];
      const value = this.#readValue(original, level + 1);
      if (value !== original && !copy) copy = list.slice(0, index) as AttributeValue[];
      copy?.push(value);
    }
    return copy ?? (list as readonly AttributeValue[]);
  }

  #readSet(type: "SS" | "NS" | "BS", content: unknown): readonly string[] {
    const list = readWireList(content);
    if (list.length === 0) throw invalidParameters(emptySet[type]);
    const members = list.map((member) => {
      const text = type === "BS" ? readBinary(member) : readWireString(member);
      const canonical = type === "NS" ? canonicalNumber(text) : text;
      this.size += memberSize(type, canonical);
      return canonical;
    });
    if (new Set(members).size < members.length) throw duplicates(type, members);
    return members.every((member, index) => member === list[index]) ? (list as readonly string[]) : members;
  }
}

const emptySet = {
  SS: "An string set  may not be empty",
  NS: "An number set  may not be empty",
  BS: "Binary sets should not be empty",
};

function duplicates(type: "SS" | "NS" | "BS", members: readonly string[]): Error {
  const listed = `[${members.join(", ")}]`;
  if (type === "NS") return validationError("Input collection contains duplicates");
  if (type === "SS") return invalidParameters(`Input collection ${listed} contains duplicates.`);
  return invalidParameters(`Input collection ${listed}of type BS contains duplicates.`);
}

/** The one member that says the value's type; members with null are as good as absent, unknown ones are skipped. */
function soleType(members: Record<string, unknown>): AttributeType {
  let found: AttributeType | undefined;
  for (const name in members) {
    if (members[name] === undefined || members[name] === null || !knownTypes.has(name)) continue;
    if (found) {
      throw validationError(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    found = name as AttributeType;
  }
  if (found) return found;
  throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

function isSoleKey(members: Record<string, unknown>, type: string): boolean {
  for (const name in members) if (name !== type) return false;
  return true;
}

function nameSize(name: string): number {
  const size = Buffer.byteLength(name);
  if (size === 0) throw invalidParameters("Attribute names must not be empty");
  if (size > longestName) {
    throw invalidParameters(`Attribute name is too large, must be less than ${longestName + 1} bytes`);
  }
  return size;
}

function memberSize(type: "SS" | "NS" | "BS", member: string): number {
  return type === "NS" ? numberSize(member) : type === "BS" ? base64Size(member) : Buffer.byteLength(member);
}

/** Bytes that canonical content counts for; for values that were computed, not read. */
export function sizeOfItem(item: AttributeMap): number {
  const reader = new AttributeReader();
  reader.readItem(item);
  return reader.size;
}
