import { readBlob, toBase64 } from "./json-reader.ts";
import type { Usage } from "./model.ts";
import { formatTimestamp, parseTimestamp } from "./timestamps.ts";

/** Reads a scalar from text in a form, element, header, label or query; undefined if the text isn't of its type. */
export type ScalarReader = (text: string) => unknown;

const integer = /^[+-]?\d+$/;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const specialNumbers = new Set(["NaN", "Infinity", "-Infinity"]);

/** The reader of a scalar shape. */
export function scalarReader(usage: Usage): ScalarReader {
  switch (usage.shape.type) {
    case "boolean":
      return (text) => (text === "true" ? true : text === "false" ? false : undefined);
    case "integer":
    case "long":
      return (text) => (integer.test(text) ? Number(text) : undefined);
    case "float":
    case "double":
      return (text) => (decimal.test(text) || specialNumbers.has(text) ? Number(text) : undefined);
    case "timestamp":
      return parseTimestamp;
    case "blob":
      return readBlob;
    default:
      return (text) => text;
  }
}

/** The writer of a scalar shape as text; `timestamps` is the format where the model tells none. */
export function scalarWriter(usage: Usage, timestamps: "iso8601" | "rfc822"): (value: unknown) => string {
  const { shape, traits } = usage;
  if (shape.type === "timestamp") {
    const format = traits.timestampFormat ?? shape.timestampFormat ?? timestamps;
    return (value) => formatTimestamp(value as Date, format);
  }
  if (shape.type === "blob") return (value) => toBase64(value as Uint8Array | string);
  return String;
}
