import type { WireResponse } from "../../../kernel/wire.ts";
import type { UserPool } from "../model.ts";
import { attributeField } from "./attribute-fields.ts";
import { readAuthorizationRequest } from "./authorization-request.ts";
import { confirmPage, handleAccountForm } from "./confirm-pages.ts";
import { csrfToken, field, html, link, pageAnswer, protectedForm } from "./html.ts";
import { loginPage, nameLabel } from "./login-page.ts";
import { callOperation } from "./operations.ts";
import type { Site } from "./site.ts";

const prefix = "requiredAttributes.";

/** The attributes that somebody who signs up is asked for beside the name: required ones, and addresses to be verified. */
function askedAttributes({ schema, settings }: UserPool): readonly string[] {
  const names = settings.UsernameAttributes ?? [];
  const required = schema.filter(({ Name, Required }) => Required && Name !== "sub").map(({ Name }) => Name!);
  const verified = settings.AutoVerifiedAttributes ?? [];
  const isName = (attribute: string) => names.length === 1 && names[0] === attribute;
  return [...new Set([...required, ...(names.length === 0 ? verified : [])])].filter((name) => !isName(name));
}

function signUpPage(site: Site, given: URLSearchParams, error?: string): WireResponse {
  const { token, cookies } = csrfToken(site);
  const content = [
    field({ name: "username", label: nameLabel(site), value: given.get("username") ?? "", autocomplete: "username" }),
    ...askedAttributes(site.pool).map((name) => attributeField(name, prefix + name, given.get(prefix + name) ?? "")),
    field({ name: "password", label: "Password", type: "password", autocomplete: "new-password" }),
  ];
  return pageAnswer({
    title: "Sign up",
    error,
    cookies,
    content: html`${protectedForm(site, token, { action: "signup", content, button: "Sign up" })}
<p>Already have an account? <a href="${link(site, "login")}">Sign in</a></p>`,
  });
}

/** `GET /signup` */
export async function showSignUp(site: Site): Promise<WireResponse> {
  readAuthorizationRequest(site);
  return signUpPage(site, new URLSearchParams());
}

/** `POST /signup` */
export function signUp(site: Site): Promise<WireResponse> {
  return handleAccountForm(
    site,
    async ({ client, username, form, caller }) => {
      const UserAttributes = [...form]
        .filter(([name, value]) => name.startsWith(prefix) && value !== "")
        .map(([name, Value]) => ({ Name: name.slice(prefix.length), Value }));
      const input = { ...caller, Password: form.get("password") ?? "", UserAttributes };
      const { UserConfirmed, CodeDeliveryDetails: sent } = await callOperation(site, "SignUp", input);
      if (UserConfirmed)
        return loginPage(site, client, { username, notice: "You are signed up. You can sign in now." });
      if (sent) return confirmPage(site, { username, notice: `A code was sent to ${sent.Destination ?? "you"}.` });
      return loginPage(site, client, { username, notice: "You are signed up. An administrator has to confirm it." });
    },
    ({ form }, error) => signUpPage(site, form, error),
  );
}
