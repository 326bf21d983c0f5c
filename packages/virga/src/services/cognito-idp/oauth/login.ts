import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import { ownSecretHash } from "../client-authentication.ts";
import type { User } from "../model.ts";
import { passwordSignIn } from "../sign-in/initiate.ts";
import type { SignInAnswer, SignInRequest } from "../sign-in/request.ts";
import { respond } from "../sign-in/respond.ts";
import { type AuthorizationRequest, readAuthorizationRequest } from "./authorization-request.ts";
import { beginBrowserSession } from "./browser-sessions.ts";
import { answerOf, challengePage, type OpenChallenge, openChallenge } from "./challenges.ts";
import { confirmPage } from "./confirm-pages.ts";
import { grant } from "./grant.ts";
import { isFromThisSite } from "./html.ts";
import { loginPage } from "./login-page.ts";
import { readForm, type Site } from "./site.ts";

/** `GET /login`: the sign-in page. */
export async function showLogin(site: Site): Promise<WireResponse> {
  const request = readAuthorizationRequest(site);
  return loginPage(site, request.client, { username: site.query.get("login_hint") ?? undefined });
}

/** `POST /login`: username and password, or the answer to what was asked after them. */
export async function login(site: Site): Promise<WireResponse> {
  const request = readAuthorizationRequest(site);
  const form = readForm(site.request) ?? new URLSearchParams();
  if (!isFromThisSite(site, form)) {
    return loginPage(site, request.client, { error: "This page has expired. Please sign in again.", status: 403 });
  }
  if (!request.client.settings.SupportedIdentityProviders?.includes("COGNITO")) return showLogin(site);
  const open = openChallenge(form);
  try {
    const step = await (open ? answerChallenge(site, request, open, form) : signIn(site, request, form));
    if (!step.user) return await challengePage(site, request.client, step.answer);
    const cookie = beginBrowserSession(site, step.user);
    return await grant(site, request, step.user, site.call.now, [cookie]);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    return failedPage(site, request, form, open, thrown);
  }
}

interface Step {
  readonly answer: SignInAnswer;
  /** The user who has nothing left to prove. */
  readonly user: User | undefined;
}

async function take(
  site: Site,
  { client }: AuthorizationRequest,
  parameters: Readonly<Record<string, string>>,
  step: (request: SignInRequest) => Promise<SignInAnswer>,
): Promise<Step> {
  let user: User | undefined;
  const hash = ownSecretHash(client, parameters.USERNAME ?? "");
  const request: SignInRequest = {
    call: site.call,
    pool: site.pool,
    client,
    admin: false,
    parameters: { ...parameters, ...(hash !== undefined && { SECRET_HASH: hash }) },
    signedIn: (signedIn) => {
      user = signedIn;
    },
  };
  return { answer: await step(request), user };
}

function signIn(site: Site, request: AuthorizationRequest, form: URLSearchParams): Promise<Step> {
  const parameters = { USERNAME: form.get("username")?.trim() ?? "", PASSWORD: form.get("password") ?? "" };
  return take(site, request, parameters, passwordSignIn);
}

async function answerChallenge(
  site: Site,
  request: AuthorizationRequest,
  open: OpenChallenge,
  form: URLSearchParams,
): Promise<Step> {
  const { session, parameters } = await answerOf(site, open, form);
  return take(site, request, parameters, (signInRequest) => respond(signInRequest, open.name, session));
}

/** Shows what went wrong where it can be mended: in the same question, or else at the beginning. */
function failedPage(
  site: Site,
  { client }: AuthorizationRequest,
  form: URLSearchParams,
  open: OpenChallenge | undefined,
  error: AwsError,
): WireResponse | Promise<WireResponse> {
  const username = form.get("username") ?? "";
  if (error.code === "UserNotConfirmedException") {
    return confirmPage(site, { username, notice: "Please confirm your account with the code that you were sent." });
  }
  if (open && error.code !== "NotAuthorizedException") {
    return challengePage(site, client, open.answer, error.message);
  }
  return loginPage(site, client, { username, error: error.message });
}
