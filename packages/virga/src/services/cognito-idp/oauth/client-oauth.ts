import { AwsError } from "../../../kernel/errors.ts";
import { invalidParameter } from "../errors.ts";
import type { ClientSettings } from "../model.ts";

/** The scopes that every pool has; all others are of its resource servers. */
export const standardScopes: ReadonlySet<string> = new Set([
  "phone",
  "email",
  "openid",
  "profile",
  "aws.cognito.signin.user.admin",
]);

/** What an app client says of OAuth, checked. `hasCustomScope` tells whether a resource server has a scope. */
export function checkOAuthSettings(
  given: ClientSettings,
  hasSecret: boolean,
  hasCustomScope: (scope: string) => boolean,
): void {
  const { AllowedOAuthFlows: flows = [], AllowedOAuthScopes: scopes = [] } = given;
  if (given.AllowedOAuthFlowsUserPoolClient && (flows.length === 0 || scopes.length === 0)) {
    throw invalidParameter(
      "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    );
  }
  checkFlows(flows, scopes, hasSecret);
  for (const scope of scopes) {
    if (!standardScopes.has(scope) && !hasCustomScope(scope)) {
      throw new AwsError("ScopeDoesNotExistException", `Invalid scope requested: ${scope}`);
    }
  }
  checkUrls(given);
}

function checkFlows(flows: readonly string[], scopes: readonly string[], hasSecret: boolean): void {
  if (!flows.includes("client_credentials")) return;
  if (flows.length > 1) {
    throw invalidFlow("client_credentials flow can not be selected along with code flow or implicit flow.");
  }
  if (!hasSecret) {
    throw invalidFlow("client_credentials flow can not be selected if client does not have a client secret.");
  }
  const standard = scopes.find((scope) => standardScopes.has(scope));
  if (standard) throw invalidFlow(`${standard} is not supported with client_credentials flow.`);
}

function checkUrls({
  AllowedOAuthFlows: flows = [],
  CallbackURLs = [],
  LogoutURLs = [],
  DefaultRedirectURI,
}: ClientSettings) {
  if (CallbackURLs.length === 0 && (flows.includes("code") || flows.includes("implicit"))) {
    throw invalidFlow("CallbackUrls can not be empty when code flow or implicit flow is selected");
  }
  for (const url of [...CallbackURLs, ...LogoutURLs]) checkUrl(url);
  if (DefaultRedirectURI && !CallbackURLs.includes(DefaultRedirectURI)) {
    throw invalidParameter("The default redirect URI must be in the list of callback URLs.");
  }
}

/** Schemes that browsers run or read files by, which no application owns. */
const dangerousSchemes = new Set(["javascript:", "data:", "vbscript:", "file:", "about:", "blob:"]);
const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Absolute, without a fragment, and HTTPS, HTTP on this machine, or an application's own scheme. */
function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  if (!parsed || /[\u0000-\u0020\u007f]/.test(url) || dangerousSchemes.has(parsed.protocol)) {
    throw invalidParameter(`${url} is not a valid redirect URI.`);
  }
  if (url.includes("#")) throw invalidParameter(`${url} is not a valid redirect URI: it has a fragment.`);
  if (parsed.protocol === "http:" && !localNames.has(parsed.hostname)) {
    throw invalidParameter(`${url} cannot use the HTTP protocol.`);
  }
}

function invalidFlow(message: string): AwsError {
  return new AwsError("InvalidOAuthFlowException", message);
}
