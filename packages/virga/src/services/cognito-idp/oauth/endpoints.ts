import type { Call, Endpoint } from "../../../kernel/service.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import type { CognitoState } from "../state.ts";
import { Refusal } from "./authorization-request.ts";
import { authorize } from "./authorize.ts";
import { preflightAnswer } from "./client-requests.ts";
import { confirm, resendCode, showConfirm } from "./confirm-pages.ts";
import { idpResponse } from "./federation.ts";
import { html, pageAnswer } from "./html.ts";
import { login, showLogin } from "./login.ts";
import { logout } from "./logout.ts";
import { confirmForgotPassword, forgotPassword, showForgotPassword } from "./password-pages.ts";
import { revoke } from "./revoke.ts";
import { showSignUp, signUp } from "./sign-up-pages.ts";
import { findSite, type Site, siteAddress, uncached } from "./site.ts";
import { token } from "./token-endpoint.ts";
import { userInfo } from "./user-info.ts";

type Handler = (site: Site) => Promise<WireResponse>;
/** What a path does, by method. */
type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

const clientRoutes: Routes = {
  "/oauth2/token": { POST: token },
  "/oauth2/userInfo": { GET: userInfo, POST: userInfo },
  "/oauth2/revoke": { POST: revoke },
};

const pageRoutes: Routes = {
  "/oauth2/authorize": { GET: authorize, POST: authorize },
  "/oauth2/idpresponse": { GET: idpResponse },
  "/login": { GET: showLogin, POST: login },
  "/signup": { GET: showSignUp, POST: signUp },
  "/confirm": { GET: showConfirm, POST: confirm },
  "/resendcode": { POST: resendCode },
  "/forgotPassword": { GET: showForgotPassword, POST: forgotPassword },
  "/confirmforgotPassword": { POST: confirmForgotPassword },
  "/logout": { GET: logout },
  "/error": { GET: showError },
};

/** What clients call: `/oauth2/token`, `/oauth2/userInfo` and `/oauth2/revoke` of a pool's domain, for pages of any site. */
export const oauthClientEndpoint: Endpoint<CognitoState> = {
  name: "cognito-idp-oauth",
  openToSites: true,
  matches: (request) => handlersOf(clientRoutes, request) !== undefined,
  handle: (call, request) => answer(call, request, clientRoutes),
};

/** What browsers are sent to: `/oauth2/authorize`, `/oauth2/idpresponse`, `/logout`, and the pages of signing in and up, of a pool's domain. */
export const oauthPagesEndpoint: Endpoint<CognitoState> = {
  name: "cognito-idp-oauth-pages",
  matches: (request) => handlersOf(pageRoutes, request) !== undefined,
  handle: (call, request) => answer(call, request, pageRoutes),
};

function handlersOf(routes: Routes, request: WireRequest): Readonly<Record<string, Handler>> | undefined {
  const route = siteAddress(request)?.route;
  return route !== undefined && Object.hasOwn(routes, route) ? routes[route] : undefined;
}

async function answer(call: Call<CognitoState>, request: WireRequest, routes: Routes): Promise<WireResponse> {
  const handlers = handlersOf(routes, request)!;
  const methods = Object.keys(handlers).join(", ");
  if (request.method === "OPTIONS" && routes === clientRoutes) return preflightAnswer(methods);
  const site = findSite(call, request);
  if (!site) return plainAnswer(404, "There is no user pool with a domain here.");
  const handler = Object.hasOwn(handlers, request.method) ? handlers[request.method] : undefined;
  if (!handler) return plainAnswer(405, "Method Not Allowed", { allow: methods });
  try {
    return await handler(site);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.response;
    throw thrown;
  }
}

function plainAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...uncached, ...headers }, body };
}

const errorTexts: ReadonlyMap<string, string> = new Map([
  ["redirect_mismatch", "The application's address is not one that it has registered (redirect_mismatch)."],
]);

/** `GET /error`: what the user sees of a request that names no application to return to. */
async function showError({ query }: Site): Promise<WireResponse> {
  const error = errorTexts.get(query.get("error") ?? "") ?? "The request is not valid (invalid_request).";
  return pageAnswer({ title: "An error was encountered with the requested page", content: html``, error });
}
