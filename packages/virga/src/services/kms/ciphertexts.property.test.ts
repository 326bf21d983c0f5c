import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decrypt, encrypt, readCiphertext } from "./ciphertexts.ts";

const key = { account: "012345678901", region: "us-east-1", id: "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", material: 3 };
const secret = Buffer.alloc(32, 7);
const nonce = Buffer.alloc(12, 9);
const contexts = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true });
const texts = fc.uint8Array({ maxLength: 200 });
const invalid = { code: "InvalidCiphertextException" };

describe("Ciphertexts of symmetric keys", () => {
  it("name their key and open with the same context, in whichever order it is given", () => {
    fc.assert(
      fc.property(texts, contexts, (text, context) => {
        const parts = readCiphertext(encrypt(key, secret, nonce, text, context));
        assert.deepEqual(
          { account: parts.account, id: parts.keyId, material: parts.material },
          { account: key.account, id: key.id, material: key.material },
        );
        const turned = Object.fromEntries(Object.entries(context).toReversed());
        assert.deepEqual(Buffer.from(decrypt(parts, secret, turned)), Buffer.from(text));
      }),
    );
  });

  it("open with no other context", () => {
    fc.assert(
      fc.property(texts, contexts, contexts, (text, context, other) => {
        const sorted = (pairs: object) => JSON.stringify(Object.entries(pairs).toSorted());
        fc.pre(sorted(context) !== sorted(other));
        const parts = readCiphertext(encrypt(key, secret, nonce, text, context));
        assert.throws(() => decrypt(parts, secret, other), invalid);
      }),
    );
  });

  it("do not open when a byte of them is changed", () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, change) => {
        const blob = Uint8Array.from(encrypt(key, secret, nonce, text, { a: "b" }));
        blob[at % blob.length]! ^= change;
        assert.throws(() => decrypt(readCiphertext(blob), secret, { a: "b" }), invalid);
      }),
    );
  });

  it("are no other bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.throws(() => decrypt(readCiphertext(bytes), secret, undefined), invalid);
      }),
    );
  });
});
