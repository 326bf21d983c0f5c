/** Concise Binary Object Representation, https://www.rfc-editor.org/rfc/rfc8949, as Smithy's RPC v2 protocol uses it. */

/** A tagged value: timestamps have tag 1 (seconds since 1970). */
export class CborTag {
  readonly tag: number;
  readonly value: unknown;

  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

/** Thrown for bytes that are no CBOR. */
class CborError extends Error {}

const deepest = 512;
const indefinite = 31;
const breakByte = 0xff;

/** Reads one value; maps become objects, byte strings `Uint8Array`, integers beyond 2^53 `bigint`. */
export function decodeCbor(bytes: Uint8Array): unknown {
  const decoder = new Decoder(bytes);
  const value = decoder.value(0);
  if (!decoder.atEnd) throw new CborError("bytes after the value");
  return value;
}

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  value(depth: number): unknown {
    if (depth > deepest) throw new CborError("nested too deeply");
    const head = this.#byte();
    const detail = head & 31;
    switch (head >> 5) {
      case 0:
        return this.#argument(detail);
      case 1:
        return negate(this.#argument(detail));
      case 2:
        return this.#string(detail, 2);
      case 3:
        return textOf(this.#string(detail, 3));
      case 4:
        return this.#list(detail, depth);
      case 5:
        return this.#map(detail, depth);
      case 6:
        return new CborTag(Number(this.#argument(detail)), this.value(depth + 1));
      default:
        return this.#simple(detail);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#position++];
    if (byte === undefined) throw new CborError("the bytes end early");
    return byte;
  }

  /** Moves past a number of bytes and tells where they begin. */
  #advance(length: number): number {
    const start = this.#position;
    if (length > this.#bytes.length - start) throw new CborError("the bytes end early");
    this.#position += length;
    return start;
  }

  #argument(detail: number): number | bigint {
    if (detail < 24) return detail;
    switch (detail) {
      case 24:
        return this.#byte();
      case 25:
        return this.#view.getUint16(this.#advance(2));
      case 26:
        return this.#view.getUint32(this.#advance(4));
      case 27: {
        const value = this.#view.getBigUint64(this.#advance(8));
        return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
      }
      default:
        throw new CborError("a reserved length");
    }
  }

  #atBreak(): boolean {
    if (this.#bytes[this.#position] !== breakByte) return false;
    this.#position++;
    return true;
  }

  #string(detail: number, major: number): Uint8Array {
    if (detail !== indefinite) {
      const length = Number(this.#argument(detail));
      const start = this.#advance(length);
      return this.#bytes.subarray(start, start + length);
    }
    const parts: Uint8Array[] = [];
    while (!this.#atBreak()) {
      const head = this.#byte();
      if (head >> 5 !== major || (head & 31) === indefinite) throw new CborError("a part of another type");
      parts.push(this.#string(head & 31, major));
    }
    return Buffer.concat(parts);
  }

  #list(detail: number, depth: number): unknown[] {
    const items: unknown[] = [];
    if (detail === indefinite) while (!this.#atBreak()) items.push(this.value(depth + 1));
    else for (let left = Number(this.#argument(detail)); left > 0; left--) items.push(this.value(depth + 1));
    return items;
  }

  #map(detail: number, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    const readEntry = () => entries.push([String(this.value(depth + 1)), this.value(depth + 1)]);
    if (detail === indefinite) while (!this.#atBreak()) readEntry();
    else for (let left = Number(this.#argument(detail)); left > 0; left--) readEntry();
    return Object.fromEntries(entries);
  }

  #simple(detail: number): unknown {
    switch (detail) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23:
        return undefined;
      case 25:
        return halfFloat(this.#view.getUint16(this.#advance(2)));
      case 26:
        return this.#view.getFloat32(this.#advance(4));
      case 27:
        return this.#view.getFloat64(this.#advance(8));
      default:
        throw new CborError("a reserved simple value");
    }
  }
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}

function negate(argument: number | bigint): number | bigint {
  return typeof argument === "bigint" ? -1n - argument : -1 - argument;
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/** Writes a value; undefined members are left out, numbers that are no integers are doubles. */
export function encodeCbor(value: unknown): Uint8Array {
  const parts: Buffer[] = [];
  encodeInto(value, parts);
  return Buffer.concat(parts);
}

function head(major: number, argument: number | bigint): Buffer {
  const type = major << 5;
  if (argument < 24) return Buffer.from([type | Number(argument)]);
  if (argument < 0x100) return Buffer.from([type | 24, Number(argument)]);
  const bytes = Buffer.alloc(argument < 0x10000 ? 3 : argument < 0x100000000 ? 5 : 9);
  bytes[0] = type | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27);
  if (bytes.length === 3) bytes.writeUInt16BE(Number(argument), 1);
  else if (bytes.length === 5) bytes.writeUInt32BE(Number(argument), 1);
  else bytes.writeBigUInt64BE(BigInt(argument), 1);
  return bytes;
}

function encodeInto(value: unknown, parts: Buffer[]): void {
  if (typeof value === "number") parts.push(encodeNumber(value));
  else if (typeof value === "bigint") parts.push(value < 0n ? head(1, -1n - value) : head(0, value));
  else if (typeof value === "string") parts.push(head(3, Buffer.byteLength(value)), Buffer.from(value, "utf8"));
  else if (typeof value === "boolean") parts.push(Buffer.from([value ? 0xf5 : 0xf4]));
  else if (value === null || value === undefined) parts.push(Buffer.from([0xf6]));
  else if (value instanceof Uint8Array) parts.push(head(2, value.byteLength), Buffer.from(value));
  else if (value instanceof CborTag) {
    parts.push(head(6, value.tag));
    encodeInto(value.value, parts);
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const item of value) encodeInto(item, parts);
  } else {
    const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
    parts.push(head(5, entries.length));
    for (const [key, item] of entries) {
      encodeInto(key, parts);
      encodeInto(item, parts);
    }
  }
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value < 0 ? head(1, -1 - value) : head(0, value);
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}
