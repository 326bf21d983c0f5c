import type { DocumentationPart, DocumentationPartLocation, DocumentationVersion } from "@aws-sdk/client-api-gateway";
import { badRequest, conflict } from "../errors.ts";
import type { PatchPath } from "../patch.ts";

/** A text about one part of an API. */
export interface DocumentationPartRecord extends DocumentationPart {
  readonly id: string;
  readonly location: DocumentationPartLocation;
  /** A JSON object, as text. */
  readonly properties: string;
}

/** All of an API's texts as they were at an instant, epoch milliseconds. */
export interface DocumentationVersionRecord extends Omit<DocumentationVersion, "createdDate"> {
  readonly version: string;
  readonly created: number;
  readonly parts: readonly DocumentationPartRecord[];
}

type Field = "path" | "method" | "statusCode" | "name";

const onMethod: readonly Field[] = ["path", "method"];
const onResponse: readonly Field[] = ["path", "method", "statusCode"];

/** What says where a part belongs, by its type: https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPartLocation.html */
const fields: Readonly<Record<string, readonly Field[]>> = {
  API: [],
  AUTHORIZER: ["name"],
  MODEL: ["name"],
  RESOURCE: ["path"],
  METHOD: onMethod,
  PATH_PARAMETER: [...onMethod, "name"],
  QUERY_PARAMETER: [...onMethod, "name"],
  REQUEST_HEADER: [...onMethod, "name"],
  REQUEST_BODY: onMethod,
  RESPONSE: onResponse,
  RESPONSE_HEADER: [...onResponse, "name"],
  RESPONSE_BODY: onResponse,
};
const defaults: Readonly<Record<Field, string | undefined>> = {
  path: "/",
  method: "*",
  statusCode: "*",
  name: undefined,
};

/**
 * A location with its defaults filled in: the root, any method, any status.
 *
 * @throws AwsError BadRequestException
 */
export function wholeLocation(location: Partial<DocumentationPartLocation> | undefined): DocumentationPartLocation {
  const { type, ...given } = location ?? {};
  const wanted = type === undefined ? undefined : fields[type];
  if (type === undefined || wanted === undefined) {
    throw badRequest(`Invalid documentation part location: type must be one of [${Object.keys(fields).join(", ")}]`);
  }
  const whole: { -readonly [member in keyof DocumentationPartLocation]: DocumentationPartLocation[member] } = { type };
  for (const field of wanted) {
    const value = given[field] ?? defaults[field];
    if (!value) throw badRequest(`Invalid documentation part location: ${field} is required for the type ${type}`);
    whole[field] = value;
  }
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined || wanted.some((each) => each === field)) continue;
    throw badRequest(`Invalid documentation part location: ${field} is not valid for the type ${type}`);
  }
  return whole;
}

/** Refuses properties that are no JSON object. */
export function checkProperties(properties: string | undefined): string {
  try {
    const value: unknown = JSON.parse(properties ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return properties ?? "";
  } catch {
    // Not JSON: refused like JSON of another kind.
  }
  throw badRequest("Invalid documentation part properties specified: they must be a JSON object");
}

/** Refuses a location that another part has. */
export function checkLocationFree(
  parts: readonly DocumentationPartRecord[],
  location: DocumentationPartLocation,
): void {
  if (findAt(parts, location) === undefined) return;
  const { type, ...rest } = location;
  const where = Object.entries(rest).map(([field, value]) => `, ${field} '${value}'`);
  throw conflict(`Documentation part already exists for the specified location: type '${type}'${where.join("")}.`);
}

/** The part of a location. */
export function findAt(
  parts: readonly DocumentationPartRecord[],
  location: DocumentationPartLocation,
): DocumentationPartRecord | undefined {
  const text = locationText(location);
  return parts.find((part) => locationText(part.location) === text);
}

function locationText({ type, path, method, statusCode, name }: DocumentationPartLocation): string {
  return JSON.stringify([type, path, method, statusCode, name]);
}

/** What a caller sees of a version. */
export function documentationVersionView({ parts: _parts, created, ...version }: DocumentationVersionRecord) {
  return { ...version, createdDate: new Date(created) };
}

export const documentationPartPaths: readonly PatchPath[] = [
  { path: "/properties", kind: "string", operations: ["replace"] },
];

export const documentationVersionPaths: readonly PatchPath[] = [
  { path: "/description", kind: "string", operations: ["replace"] },
];
