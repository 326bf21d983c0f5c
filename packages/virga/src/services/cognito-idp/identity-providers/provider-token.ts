import { createHmac, createPublicKey, type JsonWebKey, timingSafeEqual, verify } from "node:crypto";
import type { Call } from "../../../kernel/service.ts";
import type { ProviderEndpoints } from "./provider-endpoints.ts";
import { askProvider, jsonObject, ProviderFailure } from "./provider-requests.ts";
import type { IdentityProvider } from "./records.ts";

export type ProviderClaims = Readonly<Record<string, unknown>>;

interface Parts {
  readonly header: ProviderClaims;
  readonly claims: ProviderClaims;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/**
 * The claims of an ID token that the provider has made for this sign-in: signature, issuer, audience, age and nonce are
 * checked. @throws ProviderFailure
 * https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function verifiedClaims(
  call: Pick<Call, "host" | "now">,
  { details }: IdentityProvider,
  { issuer, keys }: ProviderEndpoints,
  token: string,
  nonce: string,
): Promise<ProviderClaims> {
  const parts = parse(token);
  if (!parts) throw new ProviderFailure("Invalid id_token");
  const { claims } = parts;
  if (claims.iss !== issuer) throw new ProviderFailure(`Bad id_token issuer ${String(claims.iss)}`);
  if (!isFor(claims, details.client_id!)) throw new ProviderFailure(`Bad id_token audience ${String(claims.aud)}`);
  if (typeof claims.exp !== "number" || claims.exp * 1000 <= call.now) throw new ProviderFailure("Expired id_token");
  if (claims.nonce !== nonce) throw new ProviderFailure("Bad id_token nonce");
  if (!(await isSigned(call, parts, keys, details.client_secret))) throw new ProviderFailure("Bad id_token signature");
  return claims;
}

function parse(token: string): Parts | undefined {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  const [head, claims] = [header, payload].map((part) =>
    jsonObject({ status: 200, text: Buffer.from(part, "base64url").toString("utf8") }),
  );
  if (!head || !claims || rest.length > 0) return undefined;
  const signed = Buffer.from(`${header}.${payload}`);
  return { header: head, claims, signed, signature: Buffer.from(signature, "base64url") };
}

function isFor({ aud, azp }: ProviderClaims, clientId: string): boolean {
  if (!Array.isArray(aud)) return aud === clientId;
  return aud.includes(clientId) && (aud.length === 1 || azp === clientId);
}

const curves: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

async function isSigned(
  call: Pick<Call, "host">,
  { header, signed, signature }: Parts,
  keys: string,
  secret: string | undefined,
): Promise<boolean> {
  const [, family, bits] = /^(HS|RS|ES)(256|384|512)$/.exec(String(header.alg)) ?? [];
  if (!family) throw new ProviderFailure(`The id_token is signed with ${String(header.alg)}, which is not supported`);
  if (family === "HS") {
    const made = secret ? createHmac(`sha${bits}`, secret).update(signed).digest() : undefined;
    return made !== undefined && made.length === signature.length && timingSafeEqual(made, signature);
  }
  const key = await publicKey(call, keys, header.kid);
  const fits = family === "RS" ? key?.kty === "RSA" : key?.kty === "EC" && key.crv === curves[String(header.alg)];
  if (!key || !fits) return false;
  const opened = createPublicKey({ key, format: "jwk" });
  return verify(`sha${bits}`, signed, { key: opened, dsaEncoding: "ieee-p1363" }, signature);
}

async function publicKey(call: Pick<Call, "host">, url: string, keyId: unknown): Promise<JsonWebKey | undefined> {
  const answer = await askProvider(call, { url });
  const keys = answer.status === 200 ? jsonObject(answer)?.keys : undefined;
  if (!Array.isArray(keys)) throw new ProviderFailure(`Unable to read the provider's keys at ${url}`);
  return keys.find((key: { readonly kid?: unknown } | null) => key?.kid === keyId && keyId !== undefined) as
    | JsonWebKey
    | undefined;
}
