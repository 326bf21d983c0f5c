import type { Endpoint } from "../../../kernel/service.ts";
import type { UserPool } from "../model.ts";
import { ownBase } from "../oauth/site.ts";
import type { CognitoState } from "../state.ts";
import { poolIssuer } from "./issuer.ts";

const wellKnown = /^\/([\w-]+_[0-9a-zA-Z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;
const hosts = /^(cognito-idp\.[a-z0-9-]+\.(amazonaws\.com|localhost)|localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };

/**
 * `GET /<pool id>/.well-known/jwks.json` and `openid-configuration`, at AWS's host name and at the runtime's own. The issuer
 * is AWS's; the addresses in the discovery document are the runtime's.
 */
export const wellKnownEndpoint: Endpoint<CognitoState> = {
  name: "cognito-idp-well-known",
  openToSites: true,
  matches: (request) =>
    request.method === "GET" && wellKnown.test(request.path) && hosts.test(request.headers.host ?? "localhost"),
  async handle({ state, host }, request) {
    const [, id = "", document] = wellKnown.exec(request.path) ?? [];
    const place = state.poolPlace(state.reader, id);
    if (!place) {
      return { status: 404, headers, body: JSON.stringify({ message: `User pool ${id} does not exist.` }) };
    }
    const pool = state.pool(state.reader, place, id);
    const body =
      document === "jwks.json"
        ? { keys: await state.signingKeys.published(pool) }
        : discovery(pool, host.settings.endpoint(), state.oauth.domains(state.reader, pool).length > 0);
    return { status: 200, headers, body: JSON.stringify(body) };
  },
};

/** https://openid.net/specs/openid-connect-discovery-1_0.html */
function discovery(pool: UserPool, endpoint: string, hasDomain: boolean): object {
  const site = `${endpoint}${ownBase(pool.id)}`;
  return {
    ...(hasDomain && {
      authorization_endpoint: `${site}/oauth2/authorize`,
      end_session_endpoint: `${site}/logout`,
      revocation_endpoint: `${site}/oauth2/revoke`,
      token_endpoint: `${site}/oauth2/token`,
      userinfo_endpoint: `${site}/oauth2/userInfo`,
      code_challenge_methods_supported: ["S256"],
      grant_types_supported: ["authorization_code", "implicit", "refresh_token", "client_credentials"],
    }),
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: poolIssuer(pool),
    jwks_uri: `${endpoint}/${pool.id}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}
