import { errorMessage } from "../../../kernel/errors.ts";
import { lazyPackage } from "../../../kernel/lazy-package.ts";
import { badRequest } from "../errors.ts";

const yaml = lazyPackage<typeof import("yaml")>("yaml");

/** Any part of a document. */
export type Json = { readonly [member: string]: unknown };

/** An OpenAPI document, of version 2.0 (Swagger) or 3.0. */
export interface OpenApiDocument {
  readonly version: "2.0" | "3.0";
  readonly root: Json;
}

/**
 * Reads a document from JSON or YAML.
 *
 * @throws AwsError BadRequestException
 */
export function readDocument(body: Uint8Array): OpenApiDocument {
  const text = new TextDecoder().decode(body);
  const root = object(parse(text));
  if (String(root.swagger) === "2.0") return { version: "2.0", root };
  if (/^3\.0(?:\.\d+)?$/.test(String(root.openapi))) return { version: "3.0", root };
  throw badRequest("Invalid OpenAPI input.");
}

function parse(text: string): unknown {
  try {
    return text.trimStart().startsWith("{") ? JSON.parse(text) : yaml().parse(text);
  } catch (thrown) {
    throw badRequest(`Unable to parse API definition because of a malformed document: ${errorMessage(thrown)}`);
  }
}

/** The value as an object; anything else as an empty one. */
export function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The value as a list; anything else as an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text, unless it is not there. */
export function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** The members of an object as texts. */
export function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).map(([name, each]) => [name, String(each)]));
}

/** The part that a local reference (`#/definitions/User`) names, or the value itself. */
export function dereference(root: Json, value: unknown): Json {
  const { $ref: reference } = object(value);
  if (typeof reference !== "string" || !reference.startsWith("#/")) return object(value);
  let part: unknown = root;
  for (const segment of reference.slice(2).split("/")) {
    part = object(part)[segment.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return object(part);
}
