import { formatArn } from "../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { badRequest } from "./errors.ts";
import type { ModelRecord } from "./records.ts";

/** Largest payload of a request or response, in bytes. */
export const largestPayload = 10 * 1024 * 1024;

/** Default and longest time an integration may take, in milliseconds. */
export const integrationTimeout = 29_000;

/** What a method may be called with; `ANY` stands for all of the others. */
export const httpMethods: ReadonlySet<string> = new Set([
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "ANY",
]);

const idAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const emptySchema = `{
  "$schema": "http://json-schema.org/draft-04/schema#",
  "title" : "Empty Schema",
  "type" : "object"
}`;
const errorSchema = `{
  "$schema" : "http://json-schema.org/draft-04/schema#",
  "title" : "Error Schema",
  "type" : "object",
  "properties" : {
    "message" : { "type" : "string" }
  }
}`;

/**
 * What a call of the control plane needs to be allowed: API Gateway's actions are HTTP methods, its resources paths.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export function managing(
  call: Call,
  verb: "DELETE" | "GET" | "PATCH" | "POST" | "PUT",
  path: string,
): AuthorizationRequest {
  return { action: `apigateway:${verb}`, resource: `arn:aws:apigateway:${call.region}::${path}` };
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`, the resource of `execute-api:Invoke`. */
export function invocationArn(region: string, account: string, restApiId: string, rest: string): string {
  return formatArn("execute-api", region, account, `${restApiId}/${rest}`);
}

/** A new id as AWS makes them: ten letters and digits for an API, six for its parts. */
export function newId(call: Call, length: 6 | 10): string {
  return namePart(call, length);
}

/** Letters and digits by chance, for a name. */
export function namePart(call: Call, length: number): string {
  return call.host.ids.text(length, idAlphabet);
}

/** The two models that every API begins with. */
export function defaultModels(id: () => string): readonly ModelRecord[] {
  return [
    {
      id: id(),
      name: "Empty",
      description: "This is a default empty schema model",
      schema: emptySchema,
      contentType: "application/json",
    },
    {
      id: id(),
      name: "Error",
      description: "This is a default error schema model",
      schema: errorSchema,
      contentType: "application/json",
    },
  ];
}

/** The path of a resource below another one. */
export function childPath(parentPath: string, pathPart: string): string {
  return parentPath === "/" ? `/${pathPart}` : `${parentPath}/${pathPart}`;
}

/** Refuses a path part that AWS refuses. */
export function checkPathPart(pathPart: string): void {
  if (/^(?:[\w.:-]+|\{[\w.:-]+\+?\})$/.test(pathPart)) return;
  throw badRequest(
    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
  );
}

/** Refuses a stage name that AWS refuses. */
export function checkStageName(stageName: string): void {
  if (!/^[\w-]{1,128}$/.test(stageName)) throw badRequest("Stage name only allows a-zA-Z0-9_");
}

/** A copy of an object without the members that are undefined. */
export function defined<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
