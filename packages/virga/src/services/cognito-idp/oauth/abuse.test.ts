import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { type Answer, authorizeAddress, callback, OAuthSite, TestBrowser } from "./browser.suite.ts";

let test: SignInCloud;
let site: OAuthSite;
let client: string;

before(async () => {
  test = await SignInCloud.start();
  site = await OAuthSite.make(test, "abuse");
  client = await site.client();
  await test.user(site.pool, "ada");
});
after(() => test.close());

/** Texts with what addresses, headers and markup are made of. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "https://",
        "evil.example",
        callback,
        "@",
        "/",
        "\\",
        "\r\n",
        "Set-Cookie: x=y",
        "?",
        "#",
        "&",
        "%0d%0a",
        "<script>",
        '"',
        "'",
        ">",
        "javascript:",
        "..",
        " ",
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);

function headerTexts({ headers }: Answer): readonly string[] {
  return Object.values(headers).flat();
}

function assertHarmless(answer: Answer): void {
  for (const text of headerTexts(answer)) assert.doesNotMatch(text, /[\r\n]/);
  assert.doesNotMatch(answer.body, /<script/i);
  const { location } = answer.headers;
  if (location === undefined) return;
  const own = String(location).startsWith("/") && !/^\/[/\\]/.test(String(location));
  assert.ok(own || String(location).startsWith(`${callback}?`), String(location));
}

describe("an authorization request", () => {
  it("leads to no address that is not registered, whatever it says", async () => {
    const property = fc.asyncProperty(hostile, hostile, async (redirect_uri, state) => {
      fc.pre(redirect_uri !== callback);
      for (const path of ["/oauth2/authorize", "/login", "/signup", "/logout", "/forgotPassword", "/confirm"]) {
        const answer = await site.send(authorizeAddress(client, { redirect_uri, state }, path));
        assertHarmless(answer);
        assert.match(String(answer.headers.location), /^\/error\?error=redirect_mismatch&/);
      }
      const logout = new URLSearchParams({ client_id: client, logout_uri: redirect_uri });
      const answer = await site.send(`/logout?${logout}`);
      assert.match(String(answer.headers.location), /^\/error\?error=redirect_mismatch&/);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("carries its state unchanged, in the address and nowhere else", async () => {
    const browser = new TestBrowser(site);
    await browser.open(authorizeAddress(client));
    await browser.submit({ username: "ada", password });
    const cookie = `cognito=${browser.cookies.get("cognito")}`;
    const property = fc.asyncProperty(hostile, hostile, async (state, nonce) => {
      const answer = await site.send(authorizeAddress(client, { state, nonce }), { headers: { cookie } });
      assertHarmless(answer);
      const back = new URL(String(answer.headers.location));
      assert.equal(back.origin + back.pathname, callback);
      assert.deepEqual([...back.searchParams.keys()], ["code", "state"]);
      assert.equal(back.searchParams.get("state"), new URLSearchParams({ state }).get("state")!.toWellFormed());
      assert.equal(back.hash, "");
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("puts nothing of its own into pages but text", async () => {
    const fields = fc.record({ state: hostile, login_hint: hostile, scope: hostile, prompt: hostile, lang: hostile });
    const property = fc.asyncProperty(fields, hostile, async (given, typed) => {
      for (const path of ["/login", "/error"]) assertHarmless(await site.send(authorizeAddress(client, given, path)));
      const address = authorizeAddress(client, { state: given.state }, "/login");
      const csrf = "0".repeat(36);
      const form = { _csrf: csrf, username: typed, password: "x" };
      const headers = { cookie: `XSRF-TOKEN=${csrf}` };
      assertHarmless(await site.send(address, { headers, form }));
      const open = { challenge: typed, session: typed, USER_ID_FOR_SRP: typed, MFAS_CAN_CHOOSE: typed };
      assertHarmless(await site.send(address, { headers, form: { ...form, ...open } }));
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("is refused in the words of OAuth", async () => {
    const cases: readonly [Readonly<Record<string, string>>, string][] = [
      [{ response_type: "id_token" }, "error=invalid_request"],
      [{ scope: "openid api/none" }, "error=invalid_scope"],
      [{ scope: "email" }, "error=invalid_scope"],
      [{ code_challenge: "x".repeat(43) }, "error=invalid_request"],
      [{ code_challenge_method: "S256" }, "error=invalid_request"],
      [{ code_challenge: "x".repeat(43), code_challenge_method: "plain" }, "error=invalid_request"],
      [{ prompt: "none login" }, "error=invalid_request"],
      [{ prompt: "dance" }, "error=invalid_request"],
      [{ identity_provider: "Google" }, "error=invalid_request&error_description=The+provider+Google+does+not+exist"],
      [{ resource: "x" }, "error=invalid_request&error_description=Virga+does+not+support+the+parameter+resource"],
    ];
    for (const [more, error] of cases) {
      const { status, headers } = await site.send(authorizeAddress(client, { state: "s", ...more }));
      assert.deepEqual([status, headers.location], [302, `${callback}?${error}&state=s`], JSON.stringify(more));
    }
    const codeOnly = await site.client({ AllowedOAuthFlows: ["code"] });
    const token = await site.send(authorizeAddress(codeOnly, { response_type: "token" }));
    assert.equal(token.headers.location, `${callback}?error=unauthorized_client`);
    const twice = await site.send(`${authorizeAddress(client)}&state=a&state=b`);
    assert.equal(twice.headers.location, `${callback}?error=invalid_request&state=a`);
    const unknown = await site.send(authorizeAddress("nobody"));
    assert.equal(unknown.headers.location, "/error?error=invalid_request&client_id=nobody");
    const shown = await site.send(String(unknown.headers.location));
    assert.equal(shown.status, 400);
    const elsewhere = await site.send(`${authorizeAddress(client)}&redirect_uri=https://evil.example`);
    assert.match(String(elsewhere.headers.location), /^\/error\?error=invalid_request/);
  });

  it("may leave the address to the client's default, be posted, and name only COGNITO", async () => {
    const app = await site.client({ DefaultRedirectURI: callback });
    const query = `response_type=code&client_id=${app}&identity_provider=COGNITO`;
    const asked = await site.send(`/oauth2/authorize?${query}`);
    assert.equal(asked.headers.location, `/login?${query}`);
    const posted = await site.send("/oauth2/authorize", { form: query });
    assert.equal(posted.headers.location, `/login?${query}`);
    const none = await site.client({ SupportedIdentityProviders: [] });
    const shown = await site.send(authorizeAddress(none, {}, "/login"));
    assert.match(shown.body, /Login option is not available/);
  });
});
