import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CborTag, decodeCbor, encodeCbor } from "./cbor.ts";

const scalar = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 64n), max: -(2n ** 53n) - 1n }),
  fc.maxSafeInteger().map((milliseconds) => new CborTag(1, milliseconds)),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 30 }),
  map: fc.dictionary(fc.string({ maxLength: 10 }), tie("value"), { maxKeys: 30 }),
}));

/** Byte strings as views of the whole, so that they compare by what they hold. */
function comparable(given: unknown): unknown {
  if (given instanceof Uint8Array) return { bytes: Buffer.from(given).toString("hex") };
  if (given instanceof CborTag) return { tag: given.tag, value: comparable(given.value) };
  if (Array.isArray(given)) return given.map(comparable);
  if (typeof given !== "object" || given === null) return Object.is(given, -0) ? 0 : given;
  return Object.fromEntries(Object.entries(given).map(([key, item]) => [key, comparable(item)]));
}

function decodeHex(hex: string): unknown {
  return decodeCbor(Buffer.from(hex, "hex"));
}

describe("CBOR", () => {
  it("gives back what was written", () => {
    fc.assert(
      fc.property(value, (given) => assert.deepEqual(comparable(decodeCbor(encodeCbor(given))), comparable(given))),
    );
  });

  it("is read as RFC 8949's examples say", () => {
    const examples: readonly (readonly [string, unknown])[] = [
      ["1bffffffffffffffff", 18446744073709551615n],
      ["3903e7", -1000],
      ["f93c00", 1],
      ["f97bff", 65504],
      ["fa47c35000", 100000],
      ["fbc010666666666666", -4.1],
      ["5f42010243030405ff", Uint8Array.from([1, 2, 3, 4, 5])],
      ["7f657374726561646d696e67ff", "streaming"],
      ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
      ["bf61610161629f0203ffff", { a: 1, b: [2, 3] }],
      ["c11a514b67b0", new CborTag(1, 1363896240)],
      ["f5", true],
      ["f7", undefined],
    ];
    for (const [hex, expected] of examples) assert.deepEqual(comparable(decodeHex(hex)), comparable(expected), hex);
  });

  it("is refused when it is none, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeCbor(bytes);
        } catch (thrown) {
          assert.equal((thrown as Error).constructor.name, "CborError");
        }
      }),
      { numRuns: 2_000 },
    );
    for (const hex of ["", "9bffffffffffffffff", "5b7fffffffffffffff00", "81".repeat(600), "ff", "1c", "0000"]) {
      assert.throws(() => decodeHex(hex), hex);
    }
  });
});
