import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { addNumbers, canonicalNumber, compareNumbers, encodeNumber, numberSize, subtractNumbers } from "./decimal.ts";

/** Numbers as `coefficient × 10^power`, written in one of the ways a request may write them. */
const numbers = fc
  .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.integer({ min: -60, max: 60 }))
  .map(([coefficient, power]) => ({ coefficient, power, text: `${coefficient}e${power}` }));

const common = 60n;

/** The number times 10^60, exactly. */
function scaled({ coefficient, power }: { readonly coefficient: bigint; readonly power: number }): bigint {
  return coefficient * 10n ** (BigInt(power) + common);
}

function scaledText(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(Number(common), "0")) + 0n;
}

function signOf(value: bigint | number): number {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

describe("a number", () => {
  it("is written without exponent and without superfluous zeros", () => {
    const written = ["1.50", "1E+2", "-0.000", "+3", ".5", "5.", "00123", "0.1e-5", "-12.340e1", "0e500"];
    const canonical = ["1.5", "100", "0", "3", "0.5", "5", "123", "0.000001", "-123.4", "0"];
    assert.deepEqual(written.map(canonicalNumber), canonical);
  });

  it("may have 38 digits and a magnitude from 1E-130 to 9.9E+125", () => {
    assert.equal(canonicalNumber("12345678901234567890123456789012345678"), "12345678901234567890123456789012345678");
    assert.equal(canonicalNumber("1e125"), `1${"0".repeat(125)}`);
    assert.equal(canonicalNumber("-1e-130"), `-0.${"0".repeat(129)}1`);
    assert.throws(
      () => canonicalNumber("1e126"),
      /Number overflow\. Attempting to store a number with magnitude larger/,
    );
    assert.throws(
      () => canonicalNumber("0.9e-130"),
      /Number underflow\. Attempting to store a number with magnitude smaller/,
    );
    assert.throws(() => canonicalNumber("123456789012345678901234567890123456789"), /more than 38 significant digits/);
  });

  it("is refused if it is no number", () => {
    for (const text of ["NaN", "Infinity", "dog", " 1", "1 ", "1.2.3", "e5", ".", "-", "0x10"]) {
      assert.throws(() => canonicalNumber(text), {
        message: `The parameter cannot be converted to a numeric value: ${text}`,
      });
    }
    assert.throws(() => canonicalNumber(""), { message: "The parameter cannot be converted to a numeric value" });
  });

  it("keeps its value when it is written canonically", () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const canonical = canonicalNumber(number.text);
        assert.equal(canonicalNumber(canonical), canonical);
        assert.equal(scaledText(canonical.padEnd(0)), scaled(number));
      }),
    );
  });

  it("is added and subtracted exactly, or refused", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const [one, two] = [canonicalNumber(left.text), canonicalNumber(right.text)];
        for (const [operate, expected] of [
          [addNumbers, scaled(left) + scaled(right)],
          [subtractNumbers, scaled(left) - scaled(right)],
        ] as const) {
          const digits = expected.toString().replace(/^-/, "").replace(/0+$/, "");
          if (digits.length > 38) assert.throws(() => operate(one, two), /Number overflow/);
          else assert.equal(scaledText(operate(one, two)), expected);
        }
      }),
    );
  });

  it("is compared, and encoded for keys, by its size", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const [one, two] = [canonicalNumber(left.text), canonicalNumber(right.text)];
        const expected = signOf(scaled(left) - scaled(right));
        assert.equal(signOf(compareNumbers(one, two)), expected);
        const [oneKey, twoKey] = [encodeNumber(one), encodeNumber(two)];
        assert.equal(oneKey < twoKey ? -1 : oneKey > twoKey ? 1 : 0, expected);
        if (expected !== 0) assert.ok(!oneKey.startsWith(twoKey) && !twoKey.startsWith(oneKey));
      }),
    );
  });

  it("counts one byte for two digits, and one more", () => {
    const sizes = { "0": 1, "1": 2, "10": 2, "99": 2, "100": 2, "123": 3, "0.0001": 2, "1000": 2, "-5": 3 };
    for (const [text, size] of Object.entries(sizes)) assert.equal(numberSize(text), size, text);
    assert.equal(numberSize("12345678901234567890"), 11);
  });
});
