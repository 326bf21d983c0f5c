import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { promisify } from "node:util";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { StoreReader } from "../../../kernel/store.ts";
import { poolNotFound } from "../errors.ts";
import type { UserPool } from "../model.ts";
import type { StoredKeys } from "../sign-in-records.ts";
import type { SignInState } from "../sign-in-state.ts";

/** What a token is for, as its claim `token_use` says. */
export type TokenUse = "id" | "access";

export type Claims = Readonly<Record<string, unknown>>;

/** A public key as a pool's key set has it. */
export interface PublishedKey extends JsonWebKey {
  readonly kid: string;
}

interface OpenKey {
  readonly kid: string;
  /** The token's first part, which says which key signed it. */
  readonly header: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type OpenKeys = Readonly<Record<TokenUse, OpenKey>>;

const mostOpen = 1000;
const generate = promisify(generateKeyPair);

/**
 * The keys that sign a pool's tokens. They are made when they are first needed, and both making them and signing happens on
 * the thread pool.
 */
export class SigningKeys {
  readonly #host: ServiceHost;
  readonly #state: SignInState;
  readonly #isThere: (reader: StoreReader, pool: UserPool) => boolean;
  /** Keys in the form that signing needs, beside the record that they were read from. */
  readonly #open = new Map<string, { readonly stored: StoredKeys; readonly keys: OpenKeys }>();
  readonly #beingMade = new Map<string, Promise<StoredKeys>>();

  /** `isThere` tells whether a pool has not been deleted meanwhile. */
  constructor(host: ServiceHost, state: SignInState, isThere: (reader: StoreReader, pool: UserPool) => boolean) {
    this.#host = host;
    this.#state = state;
    this.#isThere = isThere;
  }

  /** The pool's key set, as `jwks.json` has it. */
  async published(pool: UserPool): Promise<readonly PublishedKey[]> {
    const { id, access } = this.#opened(pool, await this.#stored(pool));
    return [id, access].map(({ kid, publicKey }) => {
      const { kty, n, e } = publicKey.export({ format: "jwk" });
      return { alg: "RS256", e: e!, kid, kty: kty!, n: n!, use: "sig" };
    });
  }

  /** Makes a signed token of these claims. */
  async sign(pool: UserPool, use: TokenUse, claims: Claims): Promise<string> {
    const stored = this.#state.keys(this.#host.store, pool) ?? (await this.#stored(pool));
    const { header, privateKey } = this.#opened(pool, stored)[use];
    const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    const end = this.#host.activity.begin();
    const signature = await new Promise<Buffer>((resolve, reject) => {
      sign("sha256", Buffer.from(signed), privateKey, (error, result) => (error ? reject(error) : resolve(result)));
    }).finally(end);
    return `${signed}.${signature.toString("base64url")}`;
  }

  /** The claims of a token that the pool has signed for this use; undefined for every other text. */
  verified(pool: UserPool, use: TokenUse, token: string): Claims | undefined {
    const stored = this.#state.keys(this.#host.store, pool);
    const [header, payload = "", signature = "", ...rest] = token.split(".");
    if (!stored || rest.length > 0) return undefined;
    const key = this.#opened(pool, stored)[use];
    const data = Buffer.from(`${header}.${payload}`);
    if (header !== key.header || !verify("sha256", data, key.publicKey, Buffer.from(signature, "base64url"))) {
      return undefined;
    }
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Claims;
  }

  #opened(pool: UserPool, stored: StoredKeys): OpenKeys {
    const open = this.#open.get(pool.id);
    if (open?.stored === stored) return open.keys;
    const keys: OpenKeys = { id: openKey(stored.id), access: openKey(stored.access) };
    if (this.#open.size >= mostOpen) this.#open.clear();
    this.#open.set(pool.id, { stored, keys });
    return keys;
  }

  async #stored(pool: UserPool): Promise<StoredKeys> {
    const stored = this.#state.keys(this.#host.store, pool);
    if (stored) return stored;
    let making = this.#beingMade.get(pool.id);
    if (!making) {
      making = this.#host.activity.track(this.#make(pool)).finally(() => this.#beingMade.delete(pool.id));
      this.#beingMade.set(pool.id, making);
    }
    return making;
  }

  async #make(pool: UserPool): Promise<StoredKeys> {
    const [id, access] = await Promise.all([this.#pair(), this.#pair()]);
    // The record as the store gives it from now on, so that it is opened once.
    return this.#host.store.transact((transaction) => {
      if (!this.#isThere(transaction, pool)) throw poolNotFound(pool.id);
      this.#state.putKeys(transaction, pool, { id, access });
      return this.#state.keys(transaction, pool)!;
    });
  }

  async #pair(): Promise<StoredKeys["id"]> {
    const { privateKey } = await generate("rsa", { modulusLength: 2048 });
    const kid = Buffer.from(this.#host.ids.bytes(32)).toString("base64");
    return { kid, jwk: privateKey.export({ format: "jwk" }) };
  }
}

function openKey({ kid, jwk }: StoredKeys["id"]): OpenKey {
  const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
  const header = Buffer.from(JSON.stringify({ kid, alg: "RS256" })).toString("base64url");
  return { kid, header, privateKey, publicKey: createPublicKey(privateKey) };
}
