import type { WireResponse } from "../../../kernel/wire.ts";
import { checkClientSecret } from "../client-authentication.ts";
import type { PoolClient } from "../model.ts";
import { readForm, type Site, uncached } from "./site.ts";

/** An error in the words of OAuth: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export class OAuthError extends Error {
  readonly code: string;
  readonly description: string | undefined;
  readonly status: number;

  constructor(code: string, description?: string, status = 400) {
    super(description ?? code);
    this.code = code;
    this.description = description;
    this.status = status;
  }
}

/** Pages of any site may call what clients call, as on AWS. */
const openHeaders = { "access-control-allow-origin": "*" } as const;

/** An answer in JSON that no cache keeps. */
export function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json;charset=UTF-8", ...uncached, ...openHeaders, ...headers },
    body: JSON.stringify(body),
  };
}

/** An answer without content. */
export function emptyAnswer(status: number): WireResponse {
  return { status, headers: { ...uncached, ...openHeaders }, body: "" };
}

/** Answers a browser that asks whether a page of another site may make this request. */
export function preflightAnswer(methods: string): WireResponse {
  const allowed = { "access-control-allow-methods": methods, "access-control-allow-headers": "*, authorization" };
  return { status: 200, headers: { ...openHeaders, ...allowed, "access-control-max-age": "3600" }, body: "" };
}

export function errorAnswer({ code, description, status }: OAuthError): WireResponse {
  return jsonAnswer(status, { error: code, ...(description !== undefined && { error_description: description }) });
}

/** The form that a client has sent; each parameter is there once. Throws `invalid_request`. */
export function clientForm(site: Site): ReadonlyMap<string, string> {
  const form = readForm(site.request);
  if (!form) throw new OAuthError("invalid_request");
  const parameters = new Map<string, string>();
  for (const [name, value] of form) {
    if (parameters.has(name)) throw new OAuthError("invalid_request");
    if (value !== "") parameters.set(name, value);
  }
  return parameters;
}

interface Credentials {
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

/** `Basic` credentials, which are form-encoded inside; what can't be read is nobody's. */
function basicCredentials(header: string): Credentials {
  const text = Buffer.from(header.slice("Basic ".length).trim(), "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return { id: undefined, secret: undefined };
  try {
    const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)].map(decodeURIComponent);
    return { id, secret };
  } catch {
    return { id: undefined, secret: undefined };
  }
}

/**
 * The client that makes a request, which proves its secret in the header or in the form if it has one. Throws
 * `invalid_client` with this status, and `invalid_request` if it is not said which client it is.
 */
export function authenticatedClient(site: Site, form: ReadonlyMap<string, string>, status = 400): PoolClient {
  const header = site.request.headers.authorization;
  const inForm: Credentials = { id: form.get("client_id"), secret: form.get("client_secret") };
  const isBasic = header?.toLowerCase().startsWith("basic ") ?? false;
  const given = isBasic ? basicCredentials(header!) : inForm;
  if (!isBasic && given.id === undefined) throw new OAuthError("invalid_request");
  const invalid = new OAuthError("invalid_client", undefined, status);
  if (given.id === undefined || (isBasic && inForm.id !== undefined && inForm.id !== given.id)) throw invalid;
  const client = findClient(site, given.id);
  if (!client) throw invalid;
  try {
    checkClientSecret(client, given.secret || undefined);
  } catch {
    throw invalid;
  }
  return client;
}

/** The pool's client of this id. */
export function findClient({ call: { state }, pool }: Site, id: string): PoolClient | undefined {
  return state.clientPool(state.reader, id) === pool.id ? state.client(state.reader, pool, id) : undefined;
}
