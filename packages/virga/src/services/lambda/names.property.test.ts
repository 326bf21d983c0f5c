import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isVersionNumber, parseFunctionName, qualifiedArn } from "./names.ts";

const caller = { account: "000000000000", region: "us-east-1" };
const name = fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/).filter((text) => text !== "function" && !/^\d{12}$/.test(text));
const qualifier = fc.option(fc.oneof(fc.constant("$LATEST"), fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/)));
const account = fc.stringMatching(/^\d{12}$/);

it("A function is the same by its name, partial ARN and ARN", () => {
  fc.assert(
    fc.property(name, qualifier, account, (functionName, own, owner) => {
      const suffix = own === null ? "" : `:${own}`;
      const expected = { ...caller, functionName, ...(own === null ? {} : { qualifier: own }) };
      assert.deepEqual(parseFunctionName(caller, `${functionName}${suffix}`), expected);
      assert.deepEqual(parseFunctionName(caller, functionName, own ?? undefined), expected);
      assert.deepEqual(parseFunctionName(caller, `function:${functionName}${suffix}`), expected);
      const owned = { ...expected, account: owner };
      assert.deepEqual(parseFunctionName(caller, `${owner}:function:${functionName}${suffix}`), owned);
      assert.deepEqual(parseFunctionName(caller, qualifiedArn(owned)), owned);
    }),
  );
});

it("Versions have numbers, aliases names", () => {
  assert.deepEqual(["1", "10", "$LATEST", "live", "1a"].map(isVersionNumber), [true, true, false, false, false]);
});
