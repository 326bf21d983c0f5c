import type { AnySchema, ErrorObject, ValidateFunction } from "ajv";
import type { ModelRecord } from "../records.ts";
import { configurationError, GatewayFailure } from "./failure.ts";

type Draft4 = { addSchema(schema: AnySchema, key: string): unknown; compile(schema: AnySchema): ValidateFunction };

/** Forms that draft 4 of JSON Schema names. */
const formats: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  email: /^[^\s@]+@[^\s@]+$/,
  hostname:
    /^(?=.{1,253}$)[a-zA-Z\d](?:[a-zA-Z\d-]{0,61}[a-zA-Z\d])?(?:\.[a-zA-Z\d](?:[a-zA-Z\d-]{0,61}[a-zA-Z\d])?)*$/,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  ipv6: /^[\da-fA-F:.]{2,45}$/,
  uri: /^[a-zA-Z][a-zA-Z\d+.-]*:\S*$/,
};

/** Checks request bodies against the models of one API; schemas are compiled on their first use. */
export class BodyValidation {
  readonly #models: readonly ModelRecord[];
  readonly #baseUrl: string;
  readonly #compiled = new Map<string, Promise<ValidateFunction>>();
  #schemas: Promise<Draft4> | undefined;

  constructor(restApiId: string, models: readonly ModelRecord[]) {
    this.#models = models;
    this.#baseUrl = `https://apigateway.amazonaws.com/restapis/${restApiId}/models/`;
  }

  /** @throws GatewayFailure BAD_REQUEST_BODY */
  async check(modelName: string, body: string): Promise<void> {
    let validate = this.#compiled.get(modelName);
    if (validate === undefined) {
      validate = this.#compile(modelName);
      this.#compiled.set(modelName, validate);
    }
    const isValid = await validate;
    let value: unknown;
    try {
      value = JSON.parse(body === "" ? "{}" : body);
    } catch {
      throw invalidBody("[request body is not JSON]");
    }
    if (!isValid(value)) throw invalidBody(`[${(isValid.errors ?? []).map((error) => problem(error)).join(", ")}]`);
  }

  async #compile(modelName: string): Promise<ValidateFunction> {
    this.#schemas ??= this.#load();
    const schemas = await this.#schemas;
    try {
      return schemas.compile({ $ref: `${this.#baseUrl}${modelName}` });
    } catch (thrown) {
      throw configurationError(`The model ${modelName} is no valid schema: ${String(thrown)}`);
    }
  }

  async #load(): Promise<Draft4> {
    // Loaded with the first model: an API without validators starts without it.
    const { default: module } = await import("ajv-draft-04");
    const schemas: Draft4 = new module.default({
      strict: false,
      allErrors: true,
      verbose: true,
      unicodeRegExp: false,
      formats,
    });
    for (const { name, schema } of this.#models) {
      const { $schema: _dialect, id: _id, ...rest } = JSON.parse(schema) as Record<string, unknown>;
      schemas.addSchema(rest, `${this.#baseUrl}${name}`);
    }
    return schemas;
  }
}

/** A parameter of the method request that has to be there and not blank. */
export interface RequiredParameter {
  readonly kind: "path" | "querystring" | "header";
  readonly name: string;
}

/** The parameters that a method requires. */
export function requiredParameters(
  declared: Readonly<Record<string, boolean>> | undefined,
): readonly RequiredParameter[] {
  return Object.entries(declared ?? {}).flatMap(([key, isRequired]) => {
    const match = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(key);
    if (!isRequired || match === null) return [];
    return [{ kind: match[1] as RequiredParameter["kind"], name: match[2] ?? "" }];
  });
}

/** @throws GatewayFailure BAD_REQUEST_PARAMETERS */
export function checkParameters(
  required: readonly RequiredParameter[],
  given: Readonly<Record<RequiredParameter["kind"], Readonly<Record<string, string>>>>,
): void {
  const missing = required.filter(({ kind, name }) => {
    const value = given[kind][kind === "header" ? name.toLowerCase() : name];
    return value === undefined || value.trim() === "";
  });
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  throw new GatewayFailure(
    "BAD_REQUEST_PARAMETERS",
    "BadRequestException",
    `Missing required request parameters: [${names}]`,
  );
}

function invalidBody(validationErrors: string): GatewayFailure {
  return new GatewayFailure("BAD_REQUEST_BODY", "BadRequestException", "Invalid request body", { validationErrors });
}

/** What is wrong, as AWS's validator words it. */
function problem({ keyword, params, data, schema, message = "" }: ErrorObject): string {
  const value = JSON.stringify(data) ?? "";
  const length = typeof data === "string" ? data.length : 0;
  switch (keyword) {
    case "required":
      return `object has missing required properties (["${String(params.missingProperty)}"])`;
    case "additionalProperties":
      return `object instance has properties which are not allowed by the schema: ["${String(params.additionalProperty)}"]`;
    case "type":
      return `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify([schema].flat())})`;
    case "minLength":
      return `string ${value} is too short (length: ${length}, required minimum: ${String(schema)})`;
    case "maxLength":
      return `string ${value} is too long (length: ${length}, maximum allowed: ${String(schema)})`;
    case "pattern":
      return `ECMA 262 regex "${String(schema)}" does not match input string ${value}`;
    case "enum":
      return `instance value (${value}) not found in enum (possible values: ${JSON.stringify(schema)})`;
    case "minimum":
      return `numeric instance is lower than the required minimum (minimum: ${String(schema)}, found: ${value})`;
    case "maximum":
      return `numeric instance is greater than the required maximum (maximum: ${String(schema)}, found: ${value})`;
    default:
      return message;
  }
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
