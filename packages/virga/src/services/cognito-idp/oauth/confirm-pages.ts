import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import { ownSecretHash } from "../client-authentication.ts";
import type { PoolClient } from "../model.ts";
import { readAuthorizationRequest } from "./authorization-request.ts";
import { csrfToken, field, hidden, html, isFromThisSite, type Page, pageAnswer, protectedForm } from "./html.ts";
import { loginPage, nameLabel } from "./login-page.ts";
import { callOperation } from "./operations.ts";
import { readForm, type Site } from "./site.ts";

interface ConfirmPage extends Pick<Page, "error" | "notice"> {
  readonly username?: string;
}

/** The page that asks for the code of a sign-up. */
export function confirmPage(site: Site, { username = "", ...page }: ConfirmPage): WireResponse {
  const { token, cookies } = csrfToken(site);
  const name = username === "" ? field({ name: "username", label: nameLabel(site) }) : hidden("username", username);
  const code = field({ name: "code", label: "Code", autocomplete: "one-time-code" });
  const confirm = protectedForm(site, token, { action: "confirm", content: [name, code], button: "Confirm account" });
  const resend = protectedForm(site, token, { action: "resendcode", content: [name], button: "Send a new code" });
  const content =
    username === ""
      ? confirm
      : html`${confirm}
<p>Nothing has come?</p>
${resend}`;
  return pageAnswer({ ...page, title: "Confirm your account", content, cookies });
}

/** `GET /confirm` */
export async function showConfirm(site: Site): Promise<WireResponse> {
  readAuthorizationRequest(site);
  return confirmPage(site, {});
}

/** What a form of a page about accounts brings. */
export interface AccountForm {
  readonly client: PoolClient;
  readonly username: string;
  readonly form: URLSearchParams;
  /** How operations learn which client calls. */
  readonly caller: { readonly ClientId: string; readonly Username: string; readonly SecretHash?: string };
}

/** Handles a form about a user's account; errors of operations go to `failed`, to be shown. */
export async function handleAccountForm(
  site: Site,
  handle: (account: AccountForm) => Promise<WireResponse>,
  failed: (account: AccountForm, error: string) => WireResponse,
): Promise<WireResponse> {
  const { client } = readAuthorizationRequest(site);
  const form = readForm(site.request) ?? new URLSearchParams();
  if (!isFromThisSite(site, form)) {
    return loginPage(site, client, { error: "This page has expired. Please try again.", status: 403 });
  }
  const username = form.get("username")?.trim() ?? "";
  const hash = ownSecretHash(client, username);
  const caller = { ClientId: client.id, Username: username, ...(hash !== undefined && { SecretHash: hash }) };
  const account = { client, username, form, caller };
  try {
    return await handle(account);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    return failed(account, thrown.message);
  }
}

/** `POST /confirm` */
export function confirm(site: Site): Promise<WireResponse> {
  return handleAccountForm(
    site,
    async ({ client, username, form, caller }) => {
      const ConfirmationCode = form.get("code")?.trim() ?? "";
      await callOperation(site, "ConfirmSignUp", { ...caller, ConfirmationCode });
      return loginPage(site, client, { username, notice: "Your account is confirmed. You can sign in now." });
    },
    ({ username }, error) => confirmPage(site, { username, error }),
  );
}

/** `POST /resendcode` */
export function resendCode(site: Site): Promise<WireResponse> {
  return handleAccountForm(
    site,
    async ({ username, caller }) => {
      const { CodeDeliveryDetails: sent } = await callOperation(site, "ResendConfirmationCode", caller);
      return confirmPage(site, { username, notice: `A code was sent to ${sent?.Destination ?? "you"}.` });
    },
    ({ username }, error) => confirmPage(site, { username, error }),
  );
}
