import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A checksum being computed over content that comes in pieces. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function runningCrc32(): RunningChecksum {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => uint32(value),
  };
}

/** The table of a reflected 32-bit polynomial. */
function crcTable32(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

/** Castagnoli, reflected. */
const crc32cTable = crcTable32(0x82f63b78);

function runningCrc32c(): RunningChecksum {
  let value = 0xffffffff;
  return {
    update: (bytes) => {
      for (let index = 0; index < bytes.length; index++) {
        value = crc32cTable[(value ^ bytes[index]!) & 0xff]! ^ (value >>> 8);
      }
    },
    digest: () => uint32(~value),
  };
}

/** CRC-64/NVME, reflected, in two halves: JavaScript's numbers are too small and its big integers too slow. */
const nvmePolynomial = { high: 0x9a6c9329, low: 0xac4bc9b5 };

function crcTable64(): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const table = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let index = 0; index < 256; index++) {
    let high = 0;
    let low = index;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = ((low >>> 1) | (high << 31)) >>> 0;
      high >>>= 1;
      if (odd) {
        high = (high ^ nvmePolynomial.high) >>> 0;
        low = (low ^ nvmePolynomial.low) >>> 0;
      }
    }
    table.high[index] = high;
    table.low[index] = low;
  }
  return table;
}

const nvmeTable = crcTable64();

function runningCrc64(): RunningChecksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (bytes) => {
      for (let index = 0; index < bytes.length; index++) {
        const entry = (low ^ bytes[index]!) & 0xff;
        low = (((low >>> 8) | (high << 24)) ^ nvmeTable.low[entry]!) >>> 0;
        high = ((high >>> 8) ^ nvmeTable.high[entry]!) >>> 0;
      }
    },
    digest: () => Buffer.concat([uint32(~high), uint32(~low)]),
  };
}

function runningHash(algorithm: string): () => RunningChecksum {
  return () => {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  };
}

/** By the names of `ChecksumAlgorithm`. */
const algorithms: Readonly<Record<string, () => RunningChecksum>> = {
  CRC32: runningCrc32,
  CRC32C: runningCrc32c,
  CRC64NVME: runningCrc64,
  SHA1: runningHash("sha1"),
  SHA256: runningHash("sha256"),
  SHA512: runningHash("sha512"),
  MD5: runningHash("md5"),
};

/**
 * Starts a checksum with one of AWS's checksum algorithms; undefined for other names.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function startChecksum(algorithm: string): RunningChecksum | undefined {
  return Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm]!() : undefined;
}

/** The names of the algorithms: `CRC32`, `CRC32C`, `CRC64NVME`, `SHA1`, `SHA256`, `SHA512` and `MD5`. */
export const checksumAlgorithms: readonly string[] = Object.keys(algorithms);
