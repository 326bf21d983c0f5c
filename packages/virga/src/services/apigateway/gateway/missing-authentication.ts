import type { WireRequest } from "../../../kernel/wire.ts";
import { type GatewayFailure, incompleteSignature, missingAuthenticationToken } from "./failure.ts";

const parameters = ["Credential", "Signature", "SignedHeaders"];

/**
 * What API Gateway says where nobody else asks who calls: of a path that no method answers, or to a caller who has not signed. An
 * `Authorization` header that is no signature is complained of as such.
 */
export function missingAuthentication({ headers }: WireRequest): GatewayFailure {
  const { authorization } = headers;
  if (!authorization || authorization.startsWith("AWS4-")) return missingAuthenticationToken();
  const space = authorization.indexOf(" ");
  const parts = space < 0 ? [] : authorization.slice(space + 1).split(",");
  const wrong = parts.find((part) => !part.includes("="))?.trim();
  if (wrong !== undefined) {
    return incompleteSignature(
      `'${wrong}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
    );
  }
  const missing = parameters
    .filter((name) => !parts.some((part) => part.trim().startsWith(`${name}=`)))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  const date = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  const dated = headers["x-amz-date"] ?? headers.date;
  return incompleteSignature(`${missing.join("")}${dated ? "" : date}Authorization=${authorization}`);
}
