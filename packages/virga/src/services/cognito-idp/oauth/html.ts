import { createHash } from "node:crypto";
import type { WireResponse } from "../../../kernel/wire.ts";
import { cookieHeader, type Site, uncached } from "./site.ts";

/** Text that is markup already; all other text is escaped when it becomes part of some. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = string | Html | undefined | readonly Html[];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function markupOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.markup;
  if (typeof part !== "string") return part.map(({ markup }) => markup).join("\n");
  return part.replaceAll(/[&<>"']/g, (character) => escapes[character]!);
}

/** A template of markup; what is put in is escaped, and may stand in texts and between double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + markupOf(parts[index])).join(""));
}

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 2rem 1rem; }
main { max-width: 22rem; margin: 0 auto; }
h1 { font-size: 1.4rem; }
label, legend { font-weight: 600; }
label, input { display: block; box-sizing: border-box; width: 100%; }
input { font: inherit; margin: .25rem 0 1rem; padding: .5rem; border: 1px solid GrayText; border-radius: .25rem; }
input[type=radio] { display: inline; width: auto; margin: 0 .5rem 0 0; }
fieldset { margin: 0 0 1rem; }
button { font: inherit; width: 100%; padding: .6rem; border: 0; border-radius: .25rem; background: #0b5cad; color: #fff; }
[role=alert] { border-left: .25rem solid #c62828; padding: .25rem .75rem; }
[role=status] { border-left: .25rem solid #2e7d32; padding: .25rem .75rem; }
code { overflow-wrap: anywhere; }
`;
const styleHash = createHash("sha256").update(style).digest("base64");

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  ...uncached,
  // No form-action: the answer to a form leads to the application.
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
} as const;

export interface Page {
  readonly title: string;
  readonly content: Html;
  readonly error?: string | undefined;
  readonly notice?: string | undefined;
  /** 200 unless told, 400 if there is an error. */
  readonly status?: number | undefined;
  readonly cookies?: readonly string[];
}

/** A whole page, without scripts and without anything from elsewhere. */
export function pageAnswer({ title, content, error, notice, status, cookies = [] }: Page): WireResponse {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${error === undefined ? undefined : html`<p role="alert">${error}</p>`}
${notice === undefined ? undefined : html`<p role="status">${notice}</p>`}
${content}
</main>
</body>
</html>
`;
  return {
    status: status ?? (error === undefined ? 200 : 400),
    headers: { ...pageHeaders, ...(cookies.length > 0 && { "set-cookie": cookies }) },
    body: page.markup,
  };
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "password" | "email" | "tel";
  readonly autocomplete?: string;
  readonly value?: string | undefined;
  readonly optional?: boolean;
}

/** A labelled field of a form. */
export function field({ name, label, type = "text", autocomplete = "off", value = "", optional }: Field): Html {
  const required = optional ? "" : new Html(" required");
  const spelling = new Html(type === "text" ? ' autocapitalize="none" spellcheck="false"' : "");
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"${spelling}${required}>`;
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

/** Says whose password a form is about, for password managers; people do not see it. */
export function passwordOwner(username: string): Html {
  return html`<input type="text" name="username" value="${username}" autocomplete="username" hidden>`;
}

export interface Form {
  /** The page it is sent to, below the site, with the site's present query. */
  readonly action: string;
  readonly content: readonly Html[];
  readonly button: string;
}

const csrfCookie = "XSRF-TOKEN";

/** A form that only a page of this site can have made: its token is in a cookie as well. */
export function protectedForm(site: Site, token: string, { action, content, button }: Form): Html {
  return html`<form method="post" action="${link(site, action)}">
${hidden("_csrf", token)}
${content}
<button type="submit">${button}</button>
</form>`;
}

/** The address of another page of the site about the same authorization. */
export function link({ base, query }: Pick<Site, "base" | "query">, page: string): string {
  return `${base}/${page}?${query}`;
}

/** The token that forms of this browser have, and the cookie that must be set for it. */
export function csrfToken(site: Site): { readonly token: string; readonly cookies: readonly string[] } {
  const present = site.cookies.get(csrfCookie);
  if (present !== undefined && /^[\w-]{36}$/.test(present)) return { token: present, cookies: [] };
  const token = site.call.state.ids.uuid();
  return { token, cookies: [cookieHeader(site, csrfCookie, token)] };
}

/** Whether a form comes from a page of this site. */
export function isFromThisSite(site: Site, form: URLSearchParams): boolean {
  const token = site.cookies.get(csrfCookie);
  return token !== undefined && token !== "" && form.get("_csrf") === token;
}
