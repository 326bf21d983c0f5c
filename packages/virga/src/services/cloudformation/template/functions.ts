import { templateError } from "../errors.ts";
import { cidrBlocks } from "./cidr.ts";
import type { TemplateObject } from "./values.ts";

/** The functions whose arguments are evaluated before them, on plain values. */

/** The text of a scalar as `Fn::Join` and `Fn::Sub` write it, or `undefined` for lists and objects. */
export function scalarText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

export function join(argument: unknown): string {
  const wrong = () =>
    templateError(
      "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    );
  if (!Array.isArray(argument) || argument.length !== 2) throw wrong();
  const [delimiter, list] = argument as readonly unknown[];
  if (typeof delimiter !== "string" || !Array.isArray(list)) throw wrong();
  return list
    .map((item) => {
      const text = scalarText(item);
      if (text === undefined) throw wrong();
      return text;
    })
    .join(delimiter);
}

export function select(argument: unknown): unknown {
  const [index, list] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  const position = typeof index === "string" && /^\d+$/.test(index) ? Number(index) : index;
  if (!Array.isArray(list) || !Number.isInteger(position)) {
    throw templateError("Fn::Select requires a list argument with two elements: an integer index and a list");
  }
  const found: unknown = list[position as number];
  if (found === undefined) {
    throw templateError(`Fn::Select cannot select nonexistent value at index ${String(position)}`);
  }
  return found;
}

export function split(argument: unknown): readonly string[] {
  const [delimiter, text, ...rest] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (typeof delimiter !== "string" || delimiter === "" || typeof text !== "string" || rest.length > 0) {
    throw templateError(
      "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
    );
  }
  return text.split(delimiter);
}

export function base64(argument: unknown): string {
  const text = scalarText(argument);
  if (text === undefined) throw templateError("every Fn::Base64 object must have a String-typed value.");
  return Buffer.from(text, "utf8").toString("base64");
}

export function cidr(argument: unknown): readonly string[] {
  const [block, count, bits] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (typeof block !== "string" || count === undefined) {
    throw templateError("Fn::Cidr requires two or three parameters: an ipBlock, a count and the cidrBits");
  }
  return cidrBlocks(block, Number(count), bits === undefined ? undefined : Number(bits));
}

export interface FindInMapOptions {
  /** Whether the template has the `AWS::LanguageExtensions` transform, which allows a default value. */
  readonly languageExtensions: boolean;
}

/** Looks up `Fn::FindInMap`; a missing key gives the default value if there is one. */
export function findInMap(mappings: TemplateObject, argument: unknown, options: FindInMapOptions): unknown {
  const parts = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  const fallback = parts[3] as { DefaultValue?: unknown } | undefined;
  const [mapName, topLevelKey, secondLevelKey] = parts.slice(0, 3).map(scalarText);
  const mostParts = options.languageExtensions ? 4 : 3;
  if (mapName === undefined || topLevelKey === undefined || secondLevelKey === undefined || parts.length > mostParts) {
    throw templateError(
      "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
    );
  }
  if (!Object.hasOwn(mappings, mapName) && fallback === undefined) {
    throw templateError(`Mapping named '${mapName}' is not present in the 'Mappings' section of template.`);
  }
  const found = member(member(member(mappings, mapName), topLevelKey), secondLevelKey);
  if (found !== undefined) return found;
  if (fallback && "DefaultValue" in fallback) return fallback.DefaultValue;
  throw templateError(`Unable to get mapping for ${mapName}::${topLevelKey}::${secondLevelKey}`);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

export function toJsonString(argument: unknown): string {
  if (typeof argument !== "object" || argument === null) {
    throw templateError("Fn::ToJsonString requires an object or an array");
  }
  return JSON.stringify(argument);
}

export function length(argument: unknown): number {
  if (!Array.isArray(argument)) throw templateError("Fn::Length requires an array");
  return argument.length;
}
