import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

type CborValue = number | string | Uint8Array | readonly CborValue[] | ReadonlyMap<number | string, CborValue>;

/** The little of CBOR (RFC 8949) that attestations are written in. */
function cbor(value: CborValue): Buffer {
  if (typeof value === "number") return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === "string") return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([cborHead(2, value.length), value]);
  if (isList(value)) return Buffer.concat([cborHead(4, value.length), ...value.map(cbor)]);
  const entries = [...value].flatMap(([name, content]) => [cbor(name), cbor(content)]);
  return Buffer.concat([cborHead(5, value.size), ...entries]);
}

function isList(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

function cborHead(kind: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(kind << 5) | size]);
  if (size < 256) return Buffer.from([(kind << 5) | 24, size]);
  return Buffer.from([(kind << 5) | 25, size >> 8, size & 255]);
}

const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest();
const base64url = (data: Uint8Array | string) => Buffer.from(data).toString("base64url");

/** The members of CredentialCreationOptions that an authenticator reads. */
interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

/** The members of CREDENTIAL_REQUEST_OPTIONS that an authenticator reads. */
interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
}

export interface AuthenticatorSettings {
  readonly origin?: string;
  /** The relying party that it says to be for, whatever the options say. */
  readonly rpId?: string;
  readonly key?: "ES256" | "ES384" | "RS256";
  readonly attestation?: "none" | "packed" | "forged" | "certified" | "fido-u2f";
  readonly verifiesUser?: boolean;
}

function formatOf({ attestation = "none" }: AuthenticatorSettings): string {
  return attestation === "forged" || attestation === "certified" ? "packed" : attestation;
}

/** A passkey in software, with the browser around it. */
export class Authenticator {
  readonly id = randomBytes(32).toString("base64url");
  /** How often it has signed; -1 for one that does not count. */
  counter = 0;
  readonly #settings: AuthenticatorSettings;
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  #userHandle = "";

  constructor(settings: AuthenticatorSettings = {}) {
    this.#settings = settings;
    this.#keys =
      settings.key === "RS256"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: settings.key === "ES384" ? "P-384" : "P-256" });
  }

  /** What `navigator.credentials.create` gives, as JSON. */
  register(options: unknown, changes: AuthenticatorSettings = {}) {
    const { challenge, rp, user } = options as CreationOptions;
    const settings = { ...this.#settings, ...changes };
    this.#userHandle = user.id;
    const clientDataJSON = this.#clientData("webauthn.create", challenge, settings);
    const id = Buffer.from(this.id, "base64url");
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cbor(this.#coseKey())]);
    const authData = Buffer.concat([this.#authenticatorData(rp.id, settings, 0x40), attested]);
    const attestation = new Map<string, CborValue>([
      ["fmt", formatOf(settings)],
      ["attStmt", this.#statement(authData, clientDataJSON, settings)],
      ["authData", authData],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(clientDataJSON),
        attestationObject: base64url(cbor(attestation)),
        transports: ["internal"],
      },
    };
  }

  /** What `navigator.credentials.get` gives for a CREDENTIAL_REQUEST_OPTIONS, as JSON text. */
  assert(options: string | undefined, changes: AuthenticatorSettings & { readonly userHandle?: string } = {}): string {
    const { challenge, rpId } = JSON.parse(options!) as RequestOptions;
    const settings = { ...this.#settings, ...changes };
    if (this.counter >= 0) this.counter++;
    const clientDataJSON = this.#clientData("webauthn.get", challenge, settings);
    const authenticatorData = this.#authenticatorData(rpId, settings, 0);
    const signature = this.#sign(Buffer.concat([authenticatorData, sha256(clientDataJSON)]));
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(clientDataJSON),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
        userHandle: changes.userHandle ?? this.#userHandle,
      },
    });
  }

  #clientData(type: string, challenge: string, { origin = "https://example.com" }: AuthenticatorSettings): string {
    return JSON.stringify({ type, challenge, origin, crossOrigin: false });
  }

  #authenticatorData(rpId: string, settings: AuthenticatorSettings, more: number): Buffer {
    const flags = 0x01 | (settings.verifiesUser === false ? 0 : 0x04) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(Math.max(this.counter, 0));
    return Buffer.concat([sha256(settings.rpId ?? rpId), Buffer.from([flags]), counter]);
  }

  #statement(authData: Buffer, clientDataJSON: string, { attestation, key }: AuthenticatorSettings) {
    if (!attestation || attestation === "none") return new Map<string, CborValue>();
    const signature = this.#sign(Buffer.concat([authData, sha256(clientDataJSON)]));
    if (attestation === "forged") signature[signature.length - 1]! ^= 1;
    return new Map<string, CborValue>([
      ["alg", key === "RS256" ? -257 : -7],
      ["sig", signature],
      ...(attestation === "certified" ? [["x5c", [new Uint8Array(8)]] as const] : []),
    ]);
  }

  #sign(data: Uint8Array): Buffer {
    return sign(this.#settings.key === "ES384" ? "sha384" : "sha256", data, this.#keys.privateKey);
  }

  #coseKey(): ReadonlyMap<number, CborValue> {
    const jwk = this.#keys.publicKey.export({ format: "jwk" });
    const bytes = (text: string | undefined) => Buffer.from(text!, "base64url");
    if (jwk.kty === "RSA") {
      return new Map<number, CborValue>([
        [1, 3],
        [3, -257],
        [-1, bytes(jwk.n)],
        [-2, bytes(jwk.e)],
      ]);
    }
    return new Map<number, CborValue>([
      [1, 2],
      [3, jwk.crv === "P-384" ? -35 : -7],
      [-1, jwk.crv === "P-384" ? 2 : 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ]);
  }
}
