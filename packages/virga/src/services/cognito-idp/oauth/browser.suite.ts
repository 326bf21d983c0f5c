import { createHash } from "node:crypto";
import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { SignInCloud } from "../sign-in/sign-in.suite.ts";

export const callback = "https://app.example.com/callback";
export const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
export const challenge = createHash("sha256").update(verifier).digest("base64url");

/** An answer as a browser or client sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>> | string;
}

/** A pool with a domain, and what speaks to it. */
export class OAuthSite {
  readonly test: SignInCloud;
  readonly pool: string;
  readonly host: string;

  constructor(test: SignInCloud, pool: string, host: string) {
    this.test = test;
    this.pool = pool;
    this.host = host;
  }

  static async make(
    test: SignInCloud,
    prefix: string,
    settings: Partial<CreateUserPoolCommandInput> = {},
  ): Promise<OAuthSite> {
    const pool = await test.pool(settings);
    await test.cognito.createUserPoolDomain({ UserPoolId: pool, Domain: prefix });
    return new OAuthSite(test, pool, `${prefix}.auth.us-east-1.localhost:4566`);
  }

  /** An app client that may do everything for users. */
  client(settings: Partial<CreateUserPoolClientCommandInput> = {}): Promise<string> {
    return this.test.client(this.pool, {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code", "implicit"],
      AllowedOAuthScopes: ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
      CallbackURLs: [callback],
      LogoutURLs: ["https://app.example.com/bye"],
      SupportedIdentityProviders: ["COGNITO"],
      // The pages need none of the flows of the API.
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      ...settings,
    });
  }

  /** Sends a request to the pool's domain. */
  async send(address: string, { method, headers = {}, form }: Sent = {}): Promise<Answer> {
    const [path = "", rawQuery = ""] = address.split("?");
    const content = form === undefined ? undefined : String(new URLSearchParams(form));
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await this.test.cloud.runtime.handle({
      method: method ?? (form === undefined ? "GET" : "POST"),
      path,
      rawQuery,
      headers: { host: this.host, ...(content !== undefined && type), ...headers },
      body: Buffer.from(content ?? ""),
      sourceIp: "127.0.0.1",
    });
    return { status: answer.status, headers: answer.headers, body: String(answer.body) };
  }

  /** The JSON that a client's form is answered with. */
  async post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly body: Record<string, string>; readonly answer: Answer }> {
    const answer = await this.send(path, { form, headers });
    return { status: answer.status, body: answer.body === "" ? {} : JSON.parse(answer.body), answer };
  }

  /** The tokens for a code. */
  token(client: string, code: string, more: Readonly<Record<string, string>> = {}) {
    const form = { grant_type: "authorization_code", client_id: client, code, redirect_uri: callback };
    return this.post("/oauth2/token", { ...form, ...more });
  }
}

/** The address to which an application sends its user. */
export function authorizeAddress(
  client: string,
  more: Readonly<Record<string, string>> = {},
  path = "/oauth2/authorize",
): string {
  const query = { response_type: "code", client_id: client, redirect_uri: callback, ...more };
  return `${path}?${new URLSearchParams(query)}`;
}

function unescaped(markup: string): string {
  const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return markup.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_entity, name: string) => characters[name]!);
}

/** A browser as far as these pages need one: it has cookies, follows addresses of the site, and sends forms. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #site: OAuthSite;
  #page: Answer | undefined;

  constructor(site: OAuthSite) {
    this.#site = site;
  }

  /** What it shows. */
  get page(): string {
    return this.#page!.body;
  }

  get status(): number {
    return this.#page!.status;
  }

  /** The message of a page that tells of an error. */
  get alert(): string | undefined {
    const found = /<p role="alert">([^<]*)<\/p>/.exec(this.page)?.[1];
    return found === undefined ? undefined : unescaped(found);
  }

  get title(): string | undefined {
    return /<h1>([^<]*)<\/h1>/.exec(this.page)?.[1];
  }

  /** Opens an address of the site; gives the address elsewhere that it was led to, if it was. */
  async open(address: string, form?: Readonly<Record<string, string>>): Promise<URL | undefined> {
    let next: Answer = await this.#send(address, form);
    for (let redirects = 0; next.status === 302; redirects++) {
      const location = String(next.headers.location);
      if (!location.startsWith("/")) return new URL(location);
      if (redirects > 5) throw new Error(`redirected in circles: ${location}`);
      next = await this.#send(location);
    }
    this.#page = next;
    return undefined;
  }

  /** Fills the page's form (that of this action, or the first) in and sends it. */
  submit(values: Readonly<Record<string, string>>, action?: string): Promise<URL | undefined> {
    const forms = [...this.page.matchAll(/<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/g)];
    const form = forms.find(([, address]) => action === undefined || address!.includes(`/${action}?`));
    if (!form) throw new Error(`no form in\n${this.page}`);
    const content: Record<string, string> = {};
    for (const [input] of form[2]!.matchAll(/<input[^>]*>/g)) {
      const name = unescaped(/ name="([^"]*)"/.exec(input)![1]!);
      if (input.includes('type="radio"')) continue;
      content[name] = unescaped(/ value="([^"]*)"/.exec(input)?.[1] ?? "");
    }
    return this.open(unescaped(form[1]!), { ...content, ...values });
  }

  async #send(address: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers: Record<string, string> = cookie === "" ? {} : { cookie };
    const answer = await this.#site.send(address, { headers, ...(form && { form }) });
    for (const set of [answer.headers["set-cookie"] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (set.includes("Max-Age=0")) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return answer;
  }
}
