import type { WireResponse } from "../../../kernel/wire.ts";
import { readAuthorizationRequest } from "./authorization-request.ts";
import { handleAccountForm } from "./confirm-pages.ts";
import { csrfToken, field, html, link, type Page, pageAnswer, passwordOwner, protectedForm } from "./html.ts";
import { loginPage, nameLabel } from "./login-page.ts";
import { callOperation } from "./operations.ts";
import type { Site } from "./site.ts";

function forgotPage(site: Site, username = "", error?: string): WireResponse {
  const { token, cookies } = csrfToken(site);
  const content = [field({ name: "username", label: nameLabel(site), value: username, autocomplete: "username" })];
  return pageAnswer({
    title: "Forgot your password?",
    error,
    cookies,
    content: html`<p>You will be sent a code with which you can choose a new one.</p>
${protectedForm(site, token, { action: "forgotPassword", content, button: "Send a code" })}
<p><a href="${link(site, "login")}">Back to sign in</a></p>`,
  });
}

function newPasswordPage(site: Site, username: string, page: Pick<Page, "error" | "notice">): WireResponse {
  const { token, cookies } = csrfToken(site);
  const content = [
    passwordOwner(username),
    field({ name: "code", label: "Code", autocomplete: "one-time-code" }),
    field({ name: "password", label: "New password", type: "password", autocomplete: "new-password" }),
  ];
  const form = protectedForm(site, token, { action: "confirmforgotPassword", content, button: "Change password" });
  return pageAnswer({ ...page, title: "Choose a new password", content: form, cookies });
}

/** `GET /forgotPassword` */
export async function showForgotPassword(site: Site): Promise<WireResponse> {
  readAuthorizationRequest(site);
  return forgotPage(site);
}

/** `POST /forgotPassword` */
export function forgotPassword(site: Site): Promise<WireResponse> {
  return handleAccountForm(
    site,
    async ({ username, caller }) => {
      const { CodeDeliveryDetails: sent } = await callOperation(site, "ForgotPassword", caller);
      return newPasswordPage(site, username, { notice: `A code was sent to ${sent?.Destination ?? "you"}.` });
    },
    ({ username }, error) => forgotPage(site, username, error),
  );
}

/** `POST /confirmforgotPassword` */
export function confirmForgotPassword(site: Site): Promise<WireResponse> {
  return handleAccountForm(
    site,
    async ({ client, username, form, caller }) => {
      const answer = { ConfirmationCode: form.get("code")?.trim() ?? "", Password: form.get("password") ?? "" };
      await callOperation(site, "ConfirmForgotPassword", { ...caller, ...answer });
      return loginPage(site, client, { username, notice: "Your password is changed. You can sign in now." });
    },
    ({ username }, error) => newPasswordPage(site, username, { error }),
  );
}
