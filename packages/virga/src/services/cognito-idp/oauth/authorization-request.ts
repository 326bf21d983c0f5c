import type { WireResponse } from "../../../kernel/wire.ts";
import type { IdentityProvider } from "../identity-providers/records.ts";
import type { PoolClient } from "../model.ts";
import { isRegistered } from "./callback-addresses.ts";
import { findClient } from "./client-requests.ts";
import { redirect, type Site } from "./site.ts";

/** What an application asks for when it sends its user to be signed in. */
export interface AuthorizationRequest {
  readonly client: PoolClient;
  readonly redirectUri: string;
  readonly responseType: "code" | "token";
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: readonly string[];
  /** The provider that the application has chosen for its user. */
  readonly provider: IdentityProvider | undefined;
}

/** An authorization request that is not granted: the answer that the browser gets. */
export class Refusal extends Error {
  readonly response: WireResponse;

  constructor(reason: string, response: WireResponse) {
    super(reason);
    this.response = response;
  }
}

/** The address of an application with parameters for it. */
export function returnAddress(
  uri: string,
  parameters: Readonly<Record<string, string | undefined>>,
  part: "query" | "fragment" = "query",
): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = new URLSearchParams(given);
  if (part === "fragment") return `${uri}#${text}`;
  return `${uri}${uri.includes("?") ? "&" : "?"}${text}`;
}

/** Shows an error to the user: there is no application that could be trusted with it. */
export function errorPageRefusal(site: Site, error: string): Refusal {
  const clientId = site.query.get("client_id");
  const query = new URLSearchParams({ error, ...(clientId !== null && { client_id: clientId }) });
  return new Refusal(error, redirect(`${site.base}/error?${query}`));
}

/** Parameters of authorization requests that Virga knows of and does not serve. */
const unsupported = ["resource", "request", "request_uri"];
const prompts = new Set(["none", "login", "select_account", "consent"]);

/**
 * Reads an authorization request. Throws a Refusal: what is wrong with the client or its address is shown to the user, all
 * else is told to the client at its address.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function readAuthorizationRequest(site: Site): AuthorizationRequest {
  const { query } = site;
  const client = findClient(site, single(site, "client_id") ?? "");
  if (!client) throw errorPageRefusal(site, "invalid_request");
  const redirectUri = single(site, "redirect_uri") || client.settings.DefaultRedirectURI;
  if (!redirectUri || !isRegistered(site, client, redirectUri)) {
    throw errorPageRefusal(site, "redirect_mismatch");
  }
  const state = query.get("state") ?? undefined;
  const refuse = (error: string, error_description?: string): Refusal =>
    new Refusal(error, redirect(returnAddress(redirectUri, { error, error_description, state })));
  for (const name of new Set(query.keys())) if (query.getAll(name).length > 1) throw refuse("invalid_request");
  const present = unsupported.find((name) => query.has(name));
  if (present) throw refuse("invalid_request", `Virga does not support the parameter ${present}`);
  const prompt = query.get("prompt")?.split(" ").filter(Boolean) ?? [];
  if (prompt.some((value) => !prompts.has(value)) || (prompt.includes("none") && prompt.length > 1)) {
    throw refuse("invalid_request");
  }
  return {
    client,
    redirectUri,
    state,
    prompt,
    provider: chosenProvider(site, client, refuse),
    nonce: query.get("nonce") ?? undefined,
    responseType: responseType(client, query, refuse),
    scopes: requestedScopes(client, query, refuse),
    codeChallenge: codeChallenge(query, refuse),
  };
}

type Refuse = (error: string, description?: string) => Refusal;

/** A parameter by which the application is known: never there twice. */
function single(site: Site, name: string): string | undefined {
  const [value, ...more] = site.query.getAll(name);
  if (more.length > 0) throw errorPageRefusal(site, "invalid_request");
  return value;
}

/** The provider that `identity_provider` or `idp_identifier` names, which must be one of the client's. */
function chosenProvider(
  { call: { state }, pool, query }: Site,
  { settings }: PoolClient,
  refuse: Refuse,
): IdentityProvider | undefined {
  const [name, identifier] = [query.get("identity_provider"), query.get("idp_identifier")];
  if (name === "COGNITO" || (name === null && identifier === null)) return undefined;
  const provider =
    name === null
      ? state.identityProviders.findByIdentifier(state.reader, pool, identifier!)
      : state.identityProviders.find(state.reader, pool, name);
  if (!provider || !settings.SupportedIdentityProviders?.includes(provider.name)) {
    throw refuse("invalid_request", `The provider ${name ?? identifier} does not exist`);
  }
  return provider;
}

function responseType({ settings }: PoolClient, query: URLSearchParams, refuse: Refuse): "code" | "token" {
  const type = query.get("response_type");
  if (type !== "code" && type !== "token") throw refuse("invalid_request");
  const flow = type === "code" ? "code" : "implicit";
  if (!settings.AllowedOAuthFlowsUserPoolClient || !settings.AllowedOAuthFlows?.includes(flow)) {
    throw refuse("unauthorized_client");
  }
  return type;
}

const openIdScopes = ["email", "phone", "profile"];

/** The scopes that are asked for, or all of the client's. */
function requestedScopes({ settings }: PoolClient, query: URLSearchParams, refuse: Refuse): readonly string[] {
  const allowed = settings.AllowedOAuthScopes ?? [];
  const asked = [...new Set(query.get("scope")?.split(/\s+/).filter(Boolean))];
  if (asked.length === 0) return allowed;
  if (asked.some((scope) => !allowed.includes(scope))) throw refuse("invalid_scope");
  if (!asked.includes("openid") && asked.some((scope) => openIdScopes.includes(scope))) throw refuse("invalid_scope");
  return asked;
}

/** PKCE's challenge, of which only S256 is taken: https://www.rfc-editor.org/rfc/rfc7636 */
function codeChallenge(query: URLSearchParams, refuse: Refuse): string | undefined {
  const [challenge, method] = [query.get("code_challenge"), query.get("code_challenge_method")];
  if (challenge === null && method === null) return undefined;
  if (method !== "S256" || challenge === null || !/^[\w-]{43}$/.test(challenge)) throw refuse("invalid_request");
  return challenge;
}
