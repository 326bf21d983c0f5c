import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeValues, encodeValues } from "./operation-values.ts";

describe("the values of operations as JSON", () => {
  it("keep instants and bytes, everywhere in them", () => {
    const value = {
      When: new Date(1_700_000_000_000),
      List: [{ Body: new Uint8Array([0, 255]) }, "text", 1, true, null],
      Nested: { $date: "a text is no instant" },
    };
    assert.deepEqual(decodeValues(JSON.parse(JSON.stringify(encodeValues(value)))), value);
  });
});
