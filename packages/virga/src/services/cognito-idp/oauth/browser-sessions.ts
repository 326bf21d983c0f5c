import { createHash } from "node:crypto";
import type { User } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { BrowserSession } from "./records.ts";
import { cookieHeader, type Site } from "./site.ts";

const cookieName = "cognito";
const seconds = 3600;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function idOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function findSession({ call: { state, now }, pool, cookies }: Site): BrowserSession | undefined {
  const secret = cookies.get(cookieName);
  return secret === undefined ? undefined : state.oauth.browser(state.reader, pool, idOf(secret), now);
}

/** The user who has signed in with this browser within the last hour, and when (epoch milliseconds). */
export function signedInUser(site: Site): { readonly user: User; readonly authTime: number } | undefined {
  const { call, pool } = site;
  const session = findSession(site);
  const user = session && call.state.userByUsername(call.state.reader, pool, session.user);
  if (!session || user?.sub !== session.sub || !user.enabled) return undefined;
  return { user, authTime: session.authTime };
}

/** Remembers for an hour that the user has signed in with this browser; gives the cookie that says so. */
export function beginBrowserSession(site: Site, user: User): string {
  const { call, pool } = site;
  const { state, now } = call;
  const secret = state.ids.text(43, alphabet);
  const before = findSession(site);
  state.transact((transaction) => {
    if (before) state.oauth.deleteBrowser(transaction, pool, before);
    const name = comparable(pool, user.username);
    const session = { id: idOf(secret), user: name, sub: user.sub, authTime: now, expires: now + seconds * 1000 };
    state.oauth.putBrowser(transaction, pool, session, now);
  });
  return cookieHeader(site, cookieName, secret, seconds);
}

/** Forgets who has signed in with this browser; gives the cookie that says so. */
export function endBrowserSession(site: Site): string {
  const { call, pool } = site;
  const session = findSession(site);
  if (session) {
    call.state.transact((transaction) => call.state.oauth.deleteBrowser(transaction, pool, session));
  }
  return cookieHeader(site, cookieName, "", 0);
}
