import type { WireRequest } from "../../kernel/wire.ts";
import { parseForm } from "../wire-text.ts";
import { SignatureProblem } from "./signature-problem.ts";

/**
 * Who says to have signed a request, and how: read from the `Authorization` header or from a presigned URL's query.
 * Nothing of it is checked yet. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export interface SignedCredential {
  readonly version: 4;
  readonly placement: "header" | "query";
  readonly algorithm: string;
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  /** The signing name of the service. */
  readonly service: string;
  /** Lower-case names, separated by semicolons. */
  readonly signedHeaders: string;
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` or an HTTP date, as sent; empty if the request has neither. */
  readonly timestamp: string;
  readonly sessionToken?: string;
  /** Seconds that a presigned URL is valid for, as sent. */
  readonly expires?: string;
}

/** The one signing algorithm that is verified. */
export const algorithm = "AWS4-HMAC-SHA256";
const terminator = "aws4_request";

/**
 * Reads a request's credential; undefined if it carries none.
 * @throws SignatureProblem if there is one but it is incomplete.
 */
export function parseCredential(request: WireRequest): SignedCredential | undefined {
  const authorization = request.headers.authorization;
  const presigned = request.rawQuery.includes("X-Amz-Algorithm=");
  if (authorization?.startsWith("AWS4-")) {
    if (presigned) {
      throw new SignatureProblem(
        "invalid",
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      );
    }
    return parseHeader(authorization, request);
  }
  return presigned ? parseQuery(request) : undefined;
}

/** The value of `name=` up to the next comma or space. */
function parameter(authorization: string, name: string): string | undefined {
  const start = authorization.indexOf(`${name}=`);
  if (start < 0) return undefined;
  const from = start + name.length + 1;
  const comma = authorization.indexOf(",", from);
  return authorization.slice(from, comma < 0 ? undefined : comma).trim();
}

function parseHeader(authorization: string, request: WireRequest): SignedCredential {
  const credential = parameter(authorization, "Credential");
  const signature = parameter(authorization, "Signature");
  const signedHeaders = parameter(authorization, "SignedHeaders");
  const timestamp = request.headers["x-amz-date"] ?? request.headers.date ?? "";
  if (!credential || !signature || !signedHeaders || !timestamp) {
    throw new SignatureProblem(
      "incomplete",
      missingParts(authorization, { credential, signature, signedHeaders, timestamp }),
    );
  }
  const sessionToken = request.headers["x-amz-security-token"];
  return {
    version: 4,
    placement: "header",
    algorithm: authorization.slice(0, authorization.indexOf(" ")),
    ...parseScope(credential),
    signedHeaders,
    signature,
    timestamp,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function missingParts(
  authorization: string,
  found: {
    credential?: string | undefined;
    signature?: string | undefined;
    signedHeaders?: string | undefined;
    timestamp: string;
  },
): string {
  const missing = [
    found.credential ? "" : "Authorization header requires 'Credential' parameter. ",
    found.signature ? "" : "Authorization header requires 'Signature' parameter. ",
    found.signedHeaders ? "" : "Authorization header requires 'SignedHeaders' parameter. ",
    found.timestamp ? "" : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
  ];
  return `${missing.join("")}Authorization=${authorization}`;
}

/** Reads `keyid/date/region/service/aws4_request`; an id may have slashes of its own. */
function parseScope(credential: string) {
  const serviceEnd = credential.lastIndexOf("/");
  const regionEnd = credential.lastIndexOf("/", serviceEnd - 1);
  const dateEnd = credential.lastIndexOf("/", regionEnd - 1);
  const keyEnd = credential.lastIndexOf("/", dateEnd - 1);
  const end = credential.slice(serviceEnd + 1);
  if (!(0 < keyEnd && keyEnd < dateEnd && dateEnd < regionEnd && regionEnd < serviceEnd)) {
    const example = "keyid/date/region/service/term";
    const complaint = `Credential must have exactly 5 slash-delimited elements, e.g. ${example}, got '${credential}'`;
    throw new SignatureProblem("incomplete", complaint);
  }
  if (end !== terminator) {
    const complaint = `Credential should be scoped with a valid terminator: '${terminator}', not '${end}'.`;
    throw new SignatureProblem("incomplete", complaint);
  }
  return {
    accessKeyId: credential.slice(0, keyEnd),
    date: credential.slice(keyEnd + 1, dateEnd),
    region: credential.slice(dateEnd + 1, regionEnd),
    service: credential.slice(regionEnd + 1, serviceEnd),
  };
}

const queryParameters = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"];

function parseQuery(request: WireRequest): SignedCredential {
  const query = new Map(parseForm(request.rawQuery));
  const missing = queryParameters.filter((name) => !query.get(name));
  if (missing.length > 0) {
    const complaints = missing.map((name) => `AWS query-string parameters must include '${name}'. `).join("");
    throw new SignatureProblem("incomplete", `${complaints}Re-examine the query-string parameters.`);
  }
  const sessionToken = query.get("X-Amz-Security-Token");
  const expires = query.get("X-Amz-Expires");
  return {
    version: 4,
    placement: "query",
    algorithm: query.get("X-Amz-Algorithm")!,
    ...parseScope(query.get("X-Amz-Credential")!),
    signedHeaders: query.get("X-Amz-SignedHeaders")!,
    signature: query.get("X-Amz-Signature")!,
    timestamp: query.get("X-Amz-Date")!,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expires === undefined ? {} : { expires }),
  };
}
