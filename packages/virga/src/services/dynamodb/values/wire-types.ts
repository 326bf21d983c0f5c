import type { AwsError } from "../../../kernel/errors.ts";
import { serializationError } from "../errors.ts";

/** The kinds of JSON that a member of a request may need to be. */
export type WireType = "String" | "Boolean" | "Integer" | "Long" | "Blob" | "List" | "Map" | "Structure";

const javaCollections: Readonly<Partial<Record<WireType, string>>> = {
  String: "class java.lang.String",
  Boolean: "class java.lang.Boolean",
  Integer: "class java.lang.Integer",
  Long: "class java.lang.Long",
  Blob: "class java.nio.ByteBuffer",
};

/** What AWS's deserializer says about JSON of another type; `shape` is the name of the structure or map's value. */
export function typeError(found: unknown, wanted: WireType, shape = ""): AwsError {
  if (Array.isArray(found)) return serializationError(collectionMessage(wanted, shape));
  if (typeof found === "object" && found !== null) {
    return serializationError("Start of structure or map found where not expected");
  }
  switch (wanted) {
    case "List":
    case "Map":
      return serializationError("Unexpected field type");
    case "Structure":
      return serializationError("Unexpected value type in payload");
    case "Blob":
      return serializationError("only base-64-encoded strings are convertible to bytes");
    default:
      return serializationError(`${scalarName(found)} cannot be converted to ${wanted}`);
  }
}

function collectionMessage(wanted: WireType, shape: string): string {
  const model = `com.amazonaws.dynamodb.v20120810.${shape}`;
  if (wanted === "Map") return `Unrecognized collection type java.util.Map<java.lang.String, ${model}>`;
  return `Unrecognized collection type ${javaCollections[wanted] ?? `class ${model}`}`;
}

function scalarName(found: unknown): string {
  if (typeof found === "boolean") return found ? "TRUE_VALUE" : "FALSE_VALUE";
  if (typeof found === "number") return Number.isInteger(found) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  return found === null ? "NULL_VALUE" : "STRING_VALUE";
}

/** The value if it is a string, or AWS's serialization error. */
export function readWireString(value: unknown): string {
  if (typeof value !== "string") throw typeError(value, "String");
  return value;
}

/** The value if it is a boolean or one of the words AWS takes for one. */
export function readWireBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw typeError(value, "Boolean");
  const word = value.toUpperCase();
  if (word === "TRUE" || word === "1" || word === "YES") return true;
  if (word === "FALSE" || word === "0" || word === "NO") return false;
  throw serializationError("Unexpected token received from parser");
}

/** The value if it is a number, whole. */
export function readWireInteger(value: unknown, type: "Integer" | "Long"): number {
  if (typeof value !== "number") throw typeError(value, type);
  return Math.floor(value);
}

/** The value if it is a list. */
export function readWireList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw typeError(value, "List");
  return value;
}
