import assert from "node:assert/strict";
import {
  constants,
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { describe, it } from "node:test";
import type { SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import fc from "fast-check";
import { createSeededIds } from "../../kernel/ids.ts";
import { hashOf, isDigestSignedWith, signDigest } from "./digest-signatures.ts";

const ids = createSeededIds("digests");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve }).privateKey;

const cases: readonly [SigningAlgorithmSpec, KeyObject][] = [
  ["RSASSA_PKCS1_V1_5_SHA_384", rsa],
  ["RSASSA_PSS_SHA_256", rsa],
  ["RSASSA_PSS_SHA_512", rsa],
  ["ECDSA_SHA_256", ec("P-256")],
  ["ECDSA_SHA_384", ec("P-384")],
  ["ECDSA_SHA_512", ec("P-521")],
  ["ECDSA_SHA_256", ec("secp256k1")],
];

describe("Signatures of digests", () => {
  for (const [algorithm, key] of cases) {
    const hash = hashOf(algorithm);
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    const options = algorithm.startsWith("RSASSA_PSS") ? { key, ...pss } : { key };
    const digestOf = (message: Uint8Array) => createHash(hash).update(message).digest();

    it(`by ${algorithm} (${key.asymmetricKeyDetails?.namedCurve ?? "RSA"}) are those of the message, both ways`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), (message) => {
          const digest = digestOf(message);
          assert.ok(verify(hash, message, options, signDigest(key, algorithm, digest, ids)));
          const signature = sign(hash, message, options);
          assert.ok(isDigestSignedWith(key, algorithm, digest, signature));
          assert.ok(
            !isDigestSignedWith(key, algorithm, digestOf(Buffer.concat([message, message, hashed])), signature),
          );
        }),
        { numRuns: 8 },
      );
    });

    it(`by ${algorithm} (${key.asymmetricKeyDetails?.namedCurve ?? "RSA"}) are not what was changed`, () => {
      const digest = digestOf(hashed);
      const signature = signDigest(key, algorithm, digest, ids);
      fc.assert(
        fc.property(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
          const changed = Uint8Array.from(signature);
          changed[index]! ^= change;
          assert.ok(!isDigestSignedWith(key, algorithm, digest, changed));
        }),
        { numRuns: 15 },
      );
      assert.ok(!isDigestSignedWith(key, algorithm, digest, new Uint8Array()));
    });
  }

  it("are not those of the opposite key", () => {
    const [, key] = cases[3]!;
    const { d = "", ...rest } = key.export({ format: "jwk" });
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const opposite = order - BigInt(`0x${Buffer.from(d, "base64url").toString("hex")}`);
    const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const y = p - BigInt(`0x${Buffer.from(rest.y!, "base64url").toString("hex")}`);
    const encode = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex").toString("base64url");
    const other = createPrivateKey({ key: { ...rest, y: encode(y), d: encode(opposite) }, format: "jwk" });
    const digest = createHash("sha256").update(hashed).digest();
    const signature = signDigest(other, "ECDSA_SHA_256", digest, ids);
    assert.ok(isDigestSignedWith(other, "ECDSA_SHA_256", digest, signature));
    assert.ok(!isDigestSignedWith(key, "ECDSA_SHA_256", digest, signature));
  });
});

const hashed = Buffer.from("a message");
