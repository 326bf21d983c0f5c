import { verify } from "node:crypto";
import { javaPattern, type Value } from "@virga/vtl";
import { identitySources, userPoolArn } from "../authorizers.ts";
import type { AuthorizerRecord } from "../records.ts";
import type { AuthorizerRequest, RequestAuthorizer, TestedAuthorization } from "./authorizer.ts";
import { unauthorized } from "./failure.ts";
import { compileMappings } from "./parameter-mapping.ts";
import type { UserPoolKeys } from "./user-pool-keys.ts";

type Claims = Readonly<Record<string, unknown>>;

interface UserPool {
  readonly region: string;
  readonly id: string;
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Lets through requests with a token of one of the user pools: an ID token, or where the method names scopes an access token with
 * one of them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export class CognitoAuthorizer implements RequestAuthorizer {
  readonly #pools: ReadonlyMap<string, UserPool>;
  readonly #token: ReturnType<typeof compileMappings>[number] | undefined;
  readonly #audience: RegExp | undefined;

  constructor({ providerARNs = [], identitySource, identityValidationExpression }: AuthorizerRecord) {
    this.#pools = new Map(providerARNs.flatMap((arn) => issuerOf(arn)));
    this.#token = compileMappings({ token: identitySources(identitySource)[0] ?? "" }, "token")[0];
    this.#audience = identityValidationExpression ? javaPattern(`^(?:${identityValidationExpression})$`) : undefined;
  }

  async authorize(request: AuthorizerRequest): Promise<ReadonlyMap<Value, Value>> {
    const claims = await this.#identify(request);
    this.#checkUse(claims, request.scopes);
    return new Map<Value, Value>([["claims", claimTexts(claims)]]);
  }

  /** Access tokens are let through, too: what scopes are needed is for methods to say. */
  async test(request: AuthorizerRequest): Promise<TestedAuthorization> {
    const claims = await this.#identify(request);
    const texts = Array.from(claimTexts(claims), ([name, value]) => [String(name), String(value)]);
    return { claims: Object.fromEntries(texts) };
  }

  /** The claims of a token that is one of the user pools and has not expired. */
  async #identify({ call, sources, userPoolKeys }: AuthorizerRequest): Promise<Claims> {
    const token = this.#token?.value(sources)?.replace(/^bearer\s+/i, "");
    if (!token) throw unauthorized("there is no token");
    const claims = await this.#verify(token, userPoolKeys);
    if (claims === undefined) throw unauthorized("the token is not a valid one of the authorizer's user pools");
    if (typeof claims.exp !== "number" || claims.exp * 1000 <= call.now) {
      throw unauthorized("the token has expired", "The incoming token has expired");
    }
    return claims;
  }

  /** Nothing is kept: verifying a token is cheap. */
  flush(): void {}

  /** The claims of a token whose signature and issuer are right. */
  async #verify(token: string, keys: UserPoolKeys): Promise<Claims | undefined> {
    const [header = "", payload = "", signature = "", ...rest] = token.split(".");
    const { alg, kid } = readPart(header) ?? {};
    const claims = readPart(payload);
    const pool = claims && this.#pools.get(String(claims.iss));
    if (rest.length > 0 || alg !== "RS256" || typeof kid !== "string" || !pool) return undefined;
    const key = await keys.find(pool.region, pool.id, kid);
    const signed = Buffer.from(`${header}.${payload}`);
    if (!key || !verify("sha256", signed, key, Buffer.from(signature, "base64url"))) return undefined;
    return claims;
  }

  #checkUse(claims: Claims, scopes: readonly string[]): void {
    if (scopes.length === 0) {
      if (claims.token_use !== "id") throw unauthorized("an ID token is needed, since the method names no scopes");
    } else {
      const granted = String(claims.scope ?? "").split(" ");
      const isAccessToken = claims.token_use === "access";
      if (!isAccessToken || !scopes.some((scope) => granted.includes(scope))) {
        throw unauthorized(`an access token with one of the scopes ${scopes.join(", ")} is needed`);
      }
    }
    const audience = String(claims.aud ?? claims.client_id ?? "");
    if (this.#audience && !this.#audience.test(audience)) {
      throw unauthorized("the token's audience does not match the validation expression");
    }
  }
}

function issuerOf(arn: string): [string, UserPool][] {
  const [, region, id] = userPoolArn.exec(arn) ?? [];
  if (region === undefined || id === undefined) return [];
  return [[`https://cognito-idp.${region}.amazonaws.com/${id}`, { region, id }]];
}

function readPart(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

/** All claims are texts: lists joined by commas, the two instants as Java writes dates. */
function claimTexts(claims: Claims): Map<Value, Value> {
  return new Map(Object.entries(claims).map(([name, value]) => [name, claimText(name, value)]));
}

function claimText(name: string, value: unknown): string {
  if ((name === "exp" || name === "iat") && typeof value === "number") return javaDate(value);
  if (Array.isArray(value)) return value.map((each) => claimText("", each)).join(",");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** `Wed Feb 24 17:37:31 UTC 2021` */
function javaDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  const time = date.toISOString().slice(11, 19);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${day} ${time} UTC ${date.getUTCFullYear()}`;
}
