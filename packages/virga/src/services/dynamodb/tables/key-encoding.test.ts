import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { AttributeValue } from "../values/attribute-value.ts";
import { compareStrings } from "../values/comparison.ts";
import { delimitedBytes, delimitedStart, orderedBytes } from "./key-encoding.ts";

const strings = fc.string({ unit: "grapheme", maxLength: 30 }).map((S): AttributeValue => ({ S }));
const binaries = fc
  .uint8Array({ maxLength: 30 })
  .map((bytes): AttributeValue => ({ B: Buffer.from(bytes).toString("base64") }));
const zeros = fc
  .integer({ min: 0, max: 30 })
  .map((length): AttributeValue => ({ B: Buffer.alloc(length).toString("base64") }));

function bytesOf(value: AttributeValue): Buffer {
  return value.S === undefined ? Buffer.from(value.B!, "base64") : Buffer.from(value.S, "utf8");
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

describe("the encoding of keys", () => {
  for (const [name, values] of Object.entries({ strings, binaries, zeros })) {
    it(`orders ${name} as DynamoDB does, alone and with more behind them`, () => {
      fc.assert(
        fc.property(values, values, fc.string({ unit: "binary", maxLength: 4 }), (left, right, more) => {
          const expected = Buffer.compare(bytesOf(left), bytesOf(right));
          assert.equal(order(orderedBytes(left), orderedBytes(right)), expected);
          const tail = Buffer.from(more, "utf8").toString("latin1");
          if (expected === 0) assert.equal(delimitedBytes(left), delimitedBytes(right));
          else assert.equal(order(`${delimitedBytes(left)}${tail}`, `${delimitedBytes(right)}\xff`), expected);
        }),
      );
    });

    it(`finds ${name} by what they begin with`, () => {
      fc.assert(
        fc.property(values, values, (value, start) => {
          const begins = bytesOf(value).subarray(0, bytesOf(start).length).equals(bytesOf(start));
          const encoded = delimitedBytes(value);
          assert.equal(encoded >= delimitedBytes(start) && encoded.startsWith(delimitedStart(start)), begins);
        }),
      );
    });
  }

  it("makes the longest sort key little longer, whatever is in it", () => {
    const longest = { B: Buffer.alloc(1_024).toString("base64") };
    assert.equal(delimitedBytes(longest).length, 1_152);
  });

  it("has the order that comparisons have", () => {
    fc.assert(
      fc.property(strings, strings, (left, right) => {
        assert.equal(Math.sign(compareStrings(left.S!, right.S!)), Buffer.compare(bytesOf(left), bytesOf(right)));
      }),
    );
  });
});
