import { JavaDecimal, JavaDouble, type Value, wholeNumber } from "./values.ts";

/** A {@link Value} that is a Java number. */
export type NumericValue = number | bigint | JavaDouble | JavaDecimal;

/** The arithmetic operators of the template language. */
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

/** Largest count of digits that a product or sum may grow to; keeps a template from computing for ever. */
const MAXIMUM_BITS = 65_536n;

/** Whether a value is a Java number. */
export function isNumeric(value: Value): value is NumericValue {
  return (
    typeof value === "number" ||
    typeof value === "bigint" ||
    value instanceof JavaDouble ||
    value instanceof JavaDecimal
  );
}

/** The nearest double of a number. */
export function toDouble(value: NumericValue): number {
  if (value instanceof JavaDouble) return value.value;
  if (value instanceof JavaDecimal) return Number(decimalText(value));
  return Number(value);
}

/**
 * Computes as Velocity's `MathUtils` does: whole numbers stay whole (a division drops its fraction) and widen without
 * losing digits, a `Double` makes the result one, a `BigDecimal` likewise. Null for a division by zero.
 */
export function arithmetic(operator: ArithmeticOperator, left: NumericValue, right: NumericValue): Value {
  if ((operator === "/" || operator === "%") && toDouble(right) === 0) return null;
  if (typeof left === "number" && typeof right === "number") {
    const result = smallWhole(operator, left, right);
    if (Number.isSafeInteger(result)) return result + 0;
  }
  if (isWhole(left) && isWhole(right)) return bigWhole(operator, BigInt(left), BigInt(right));
  if (operator !== "%" && (left instanceof JavaDecimal || right instanceof JavaDecimal)) {
    const [first, second] = [toDecimal(left), toDecimal(right)];
    if (isModest(first) && isModest(second)) return decimal(operator, first, second);
  }
  return new JavaDouble(double(operator, toDouble(left), toDouble(right)));
}

/** Compares two numbers by value: negative, zero or positive. */
export function compareNumbers(left: NumericValue, right: NumericValue): number {
  if (isWhole(left) && isWhole(right)) return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof JavaDecimal || right instanceof JavaDecimal) {
    const [one, other] = [toDecimal(left), toDecimal(right)];
    if (!isModest(one) || !isModest(other)) return toDouble(left) - toDouble(right);
    const [first, second] = sameScale(one, other);
    return first < second ? -1 : first > second ? 1 : 0;
  }
  return toDouble(left) - toDouble(right);
}

/** The text of a number as Java's `toString` gives it. */
export function numberText(value: NumericValue): string {
  if (value instanceof JavaDouble) return doubleText(value.value);
  if (value instanceof JavaDecimal) return decimalText(value);
  return String(value);
}

/** Reads a fraction's text as a `BigDecimal`. */
export function parseDecimal(text: string): JavaDecimal {
  const [mantissa = "0", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return new JavaDecimal(BigInt(`${whole}${fraction}` || "0"), fraction.length - Number(exponent));
}

function isWhole(value: NumericValue): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function smallWhole(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return (left - (left % right)) / right;
    case "%":
      return left % right;
  }
}

function bigWhole(operator: ArithmeticOperator, left: bigint, right: bigint): Value {
  switch (operator) {
    case "+":
      return wholeNumber(left + right);
    case "-":
      return wholeNumber(left - right);
    case "*":
      return bitLength(left) + bitLength(right) > MAXIMUM_BITS ? null : wholeNumber(left * right);
    case "/":
      return wholeNumber(left / right);
    case "%":
      return wholeNumber(left % right);
  }
}

function bitLength(value: bigint): bigint {
  return BigInt(value.toString(16).length * 4);
}

function double(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
  }
}

function toDecimal(value: NumericValue): JavaDecimal {
  if (value instanceof JavaDecimal) return value;
  if (value instanceof JavaDouble) return Number.isFinite(value.value) ? parseDecimal(String(value.value)) : ZERO;
  return new JavaDecimal(BigInt(value), 0);
}

const ZERO = new JavaDecimal(0n, 0);

/** Decimals with more digits before or after the point than this are computed as doubles. */
const MAXIMUM_SCALE = 5_000;

function isModest(value: JavaDecimal): boolean {
  return Math.abs(value.scale) <= MAXIMUM_SCALE && bitLength(value.unscaled) <= MAXIMUM_BITS / 2n;
}

function sameScale(left: JavaDecimal, right: JavaDecimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [rescale(left, scale), rescale(right, scale), scale];
}

function rescale(value: JavaDecimal, scale: number): bigint {
  return value.unscaled * 10n ** BigInt(scale - value.scale);
}

function decimal(operator: Exclude<ArithmeticOperator, "%">, left: JavaDecimal, right: JavaDecimal): JavaDecimal {
  if (operator === "*") return new JavaDecimal(left.unscaled * right.unscaled, left.scale + right.scale);
  const [first, second, scale] = sameScale(left, right);
  if (operator === "+") return new JavaDecimal(first + second, scale);
  if (operator === "-") return new JavaDecimal(first - second, scale);
  return new JavaDecimal(
    divideHalfDown(first * 10n ** BigInt(Math.max(left.scale, 0)), second),
    Math.max(left.scale, 0),
  );
}

/** Velocity divides decimals at the left one's scale and rounds a tie towards zero. */
function divideHalfDown(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const twice = absolute(remainder) * 2n;
  if (twice <= absolute(divisor)) return quotient;
  return quotient + (dividend < 0n === divisor < 0n ? 1n : -1n);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** `Double.toString`: plain between 10^-3 and 10^7, else with an exponent; at least one digit after the point. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** `BigDecimal.toString`: scientific for a negative scale or an exponent below -6. */
function decimalText(value: JavaDecimal): string {
  const sign = value.unscaled < 0n ? "-" : "";
  const digits = absolute(value.unscaled).toString();
  if (value.scale === 0) return `${sign}${digits}`;
  const exponent = digits.length - 1 - value.scale;
  if (value.scale > 0 && exponent >= -6) {
    const padded = digits.padStart(value.scale + 1, "0");
    return `${sign}${padded.slice(0, -value.scale)}.${padded.slice(-value.scale)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${sign}${mantissa}E${exponent >= 0 ? "+" : ""}${exponent}`;
}
