import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Bus } from "../../../kernel/bus.ts";

const mostPools = 1_000;

interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

/** The public keys of user pools, fetched from the pools' addresses when a token names one that is not known yet. */
export class UserPoolKeys {
  readonly #bus: Bus;
  readonly #pools = new Map<string, ReadonlyMap<string, KeyObject>>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** The key, or undefined where the pool has no such key or does not exist. */
  async find(region: string, poolId: string, keyId: string): Promise<KeyObject | undefined> {
    const known = this.#pools.get(poolId)?.get(keyId);
    if (known) return known;
    const fetched = await this.#fetch(region, poolId);
    if (fetched === undefined) return undefined;
    if (this.#pools.size >= mostPools) this.#pools.clear();
    this.#pools.set(poolId, fetched);
    return fetched.get(keyId);
  }

  async #fetch(region: string, poolId: string): Promise<ReadonlyMap<string, KeyObject> | undefined> {
    const { status, body } = await this.#bus.fetch({
      method: "GET",
      path: `/${poolId}/.well-known/jwks.json`,
      rawQuery: "",
      headers: { host: `cognito-idp.${region}.amazonaws.com` },
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
    });
    if (status !== 200) return undefined;
    const { keys } = JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body)) as KeySet;
    return new Map(keys.map(({ kid = "", ...jwk }) => [kid, createPublicKey({ key: jwk, format: "jwk" })]));
  }
}
