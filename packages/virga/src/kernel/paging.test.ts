import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AwsError } from "./errors.ts";
import { afterNumberToken, afterToken, takePage } from "./paging.ts";

const invalid = () => new AwsError("InvalidToken", "Invalid token");
const refused = { code: "InvalidToken" };

describe("a page of a listing", () => {
  it("has a token that names its last item, if there are more", () => {
    const { items, token } = takePage(["a", "b", "c"], 2, (item) => item);
    assert.deepEqual([items, afterToken(token, invalid)], [["a", "b"], "b"]);
    assert.deepEqual(
      takePage(["a", "b"], 2, (item) => item),
      { items: ["a", "b"] },
    );
  });

  it("goes on after numbers as well", () => {
    const { token } = takePage([0, 1], 1, (item) => item);
    assert.equal(afterNumberToken(token, invalid), 0);
  });

  it("refuses tokens that are none of its listing", () => {
    const ofText = takePage(["a", "b"], 1, (item) => item).token;
    const ofNumber = takePage([1, 2], 1, (item) => item).token;
    assert.throws(() => afterNumberToken(ofText, invalid), refused);
    assert.throws(() => afterToken(ofNumber, invalid), refused);
    for (const text of ["", "no token", Buffer.from("{}").toString("base64url")]) {
      assert.throws(() => afterToken(text, invalid), refused);
    }
  });
});
