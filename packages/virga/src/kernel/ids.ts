import { createHash, randomFillSync } from "node:crypto";

/** The only source of randomness and ids. A seeded one gives the same sequence in every run, for tests. */
export interface Ids {
  /** A number from 0 (included) to 1 (left out). */
  random(): number;
  bytes(length: number): Uint8Array;
  uuid(): string;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  /** Characters drawn from `alphabet`, `0-9a-z` unless told. */
  text(length: number, alphabet?: string): string;
}

const lowerAlphanumeric = "0123456789abcdefghijklmnopqrstuvwxyz";
const poolSize = 4096;

class PooledIds implements Ids {
  readonly #fill: (pool: Buffer) => void;
  readonly #pool = Buffer.alloc(poolSize);
  #used = poolSize;

  constructor(fill: (pool: Buffer) => void) {
    this.#fill = fill;
  }

  /** Takes bytes of the pool; gives where in it they begin. */
  #take(length: number): number {
    if (this.#used + length > poolSize) {
      this.#fill(this.#pool);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return start;
  }

  random(): number {
    return this.#pool.readUIntBE(this.#take(6), 6) / 2 ** 48;
  }

  bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (let offset = 0; offset < length; offset += poolSize) {
      const size = Math.min(poolSize, length - offset);
      const start = this.#take(size);
      result.set(this.#pool.subarray(start, start + size), offset);
    }
    return result;
  }

  uuid(): string {
    const pool = this.#pool;
    const start = this.#take(16);
    pool[start + 6] = (pool[start + 6]! & 0x0f) | 0x40;
    pool[start + 8] = (pool[start + 8]! & 0x3f) | 0x80;
    const hex = pool.toString("hex", start, start + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  hex(length: number): string {
    const size = Math.ceil(length / 2);
    if (size > poolSize) return Buffer.from(this.bytes(size)).toString("hex").slice(0, length);
    const start = this.#take(size);
    return this.#pool.toString("hex", start, start + size).slice(0, length);
  }

  text(length: number, alphabet = lowerAlphanumeric): string {
    let result = "";
    for (let index = 0; index < length; index++) result += alphabet[Math.floor(this.random() * alphabet.length)];
    return result;
  }
}

/** Ids from the operating system's randomness. */
export function createRandomIds(): Ids {
  return new PooledIds((pool) => randomFillSync(pool));
}

/** Ids that depend on `seed` alone. Not for anything secret. */
export function createSeededIds(seed: string): Ids {
  let block = 0;
  return new PooledIds((pool) => {
    for (let offset = 0; offset < pool.length; offset += 32) {
      createHash("sha256").update(`${seed}:${block++}`).digest().copy(pool, offset);
    }
  });
}
