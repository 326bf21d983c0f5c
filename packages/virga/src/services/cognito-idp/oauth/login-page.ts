import type { WireResponse } from "../../../kernel/wire.ts";
import type { PoolClient } from "../model.ts";
import { providerLinks } from "./client-providers.ts";
import { csrfToken, field, html, link, type Page, pageAnswer, protectedForm } from "./html.ts";
import type { Site } from "./site.ts";

interface LoginPage extends Pick<Page, "error" | "notice" | "status"> {
  readonly username?: string | undefined;
}

/** The page that asks for username and password. */
export function loginPage(site: Site, client: PoolClient, { username, ...page }: LoginPage): WireResponse {
  const title = "Sign in";
  const providers = providerLinks(site, client);
  if (!client.settings.SupportedIdentityProviders?.includes("COGNITO")) {
    if (providers) return pageAnswer({ ...page, title, content: providers });
    return pageAnswer({ title, content: html``, error: "Login option is not available. Please try another one" });
  }
  const { token, cookies } = csrfToken(site);
  const content = [
    field({ name: "username", label: nameLabel(site), value: username, autocomplete: "username" }),
    field({ name: "password", label: "Password", type: "password", autocomplete: "current-password" }),
  ];
  const mayRegister = !site.pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly;
  return pageAnswer({
    ...page,
    title,
    cookies,
    content: html`${protectedForm(site, token, { action: "login", content, button: "Sign in" })}
<nav aria-label="Account">
<p><a href="${link(site, "forgotPassword")}">Forgot your password?</a></p>
${mayRegister ? html`<p>Need an account? <a href="${link(site, "signup")}">Sign up</a></p>` : undefined}
</nav>
${providers}`,
  });
}

/** What users of the pool know their names as. */
export function nameLabel({ pool: { settings } }: Site): string {
  const names = settings.UsernameAttributes ?? [];
  if (names.length === 0) return "Username";
  return names.map((name) => (name === "email" ? "Email" : "Phone number")).join(" or ");
}
