import { validationError } from "../errors.ts";

/**
 * A number as DynamoDB keeps it: `± d.ddd × 10^exponent`, up to 38 significant digits, magnitude 1E-130 to 9.99E+125.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export interface Decimal {
  readonly negative: boolean;
  /** The significant digits, without zeros at either end; empty for zero. */
  readonly digits: string;
  /** The power of ten of the first digit; 0 for zero. */
  readonly exponent: number;
}

const mostDigits = 38;
const greatestExponent = 125;
const leastExponent = -130;

const written = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Whole numbers that are written as DynamoDB writes them already. */
const canonicalInteger = /^(?:0|-?[1-9]\d{0,37})$/;
const shortInteger = /^-?\d{1,14}$/;
const zero: Decimal = { negative: false, digits: "", exponent: 0 };
const overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const underflow = "Number underflow. Attempting to store a number with magnitude smaller than supported range";

function trimZeros(negative: boolean, digits: string, exponentOfFirst: number): Decimal {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 48) start++;
  let end = digits.length;
  while (end > start && digits.charCodeAt(end - 1) === 48) end--;
  return start === end ? zero : { negative, digits: digits.slice(start, end), exponent: exponentOfFirst - start };
}

function checkMagnitude({ digits, exponent }: Decimal): void {
  if (digits === "") return;
  if (exponent > greatestExponent) throw validationError(overflow);
  if (exponent < leastExponent) throw validationError(underflow);
}

/** Reads a number as a request writes it. Throws AWS's validation errors for what is none or does not fit. */
export function parseDecimal(text: string): Decimal {
  if (text === "") throw validationError("The parameter cannot be converted to a numeric value");
  const match = written.exec(text);
  const [, sign, whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (!match || whole + fraction === "") {
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  const decimal = trimZeros(sign === "-", whole + fraction, whole.length - 1 + Number(exponent));
  checkMagnitude(decimal);
  if (decimal.digits.length > mostDigits) {
    throw validationError("Attempting to store more than 38 significant digits in a Number");
  }
  return decimal;
}

/** Writes a number as DynamoDB does: without exponent, without superfluous zeros. */
export function formatDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, "0");
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** The text of a number as DynamoDB stores it; equal numbers have equal texts. Throws like `parseDecimal`. */
export function canonicalNumber(text: string): string {
  return canonicalInteger.test(text) ? text : formatDecimal(parseDecimal(text));
}

/** Compares canonical numbers: negative, zero or positive, as sorting functions want it. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  // Decimals of up to 15 digits are told apart by doubles.
  if (left.length <= 15 && right.length <= 15) return Number(left) - Number(right);
  return compareDecimals(parseDecimal(left), parseDecimal(right));
}

function compareDecimals(left: Decimal, right: Decimal): number {
  const leftSign = signOf(left);
  const rightSign = signOf(right);
  if (leftSign !== rightSign) return leftSign - rightSign;
  const larger =
    left.exponent !== right.exponent ? left.exponent - right.exponent : left.digits < right.digits ? -1 : 1;
  return left.digits === right.digits && left.exponent === right.exponent ? 0 : larger * leftSign;
}

function signOf({ digits, negative }: Decimal): number {
  return digits === "" ? 0 : negative ? -1 : 1;
}

function signedInteger({ negative, digits, exponent }: Decimal, leastPower: number): bigint {
  const power = exponent - digits.length + 1;
  const magnitude = BigInt(digits === "" ? 0 : digits) * 10n ** BigInt(digits === "" ? 0 : power - leastPower);
  return negative ? -magnitude : magnitude;
}

function leastPowerOf({ digits, exponent }: Decimal): number {
  return digits === "" ? 0 : exponent - digits.length + 1;
}

function combine(left: string, right: string, sign: 1 | -1): string {
  if (shortInteger.test(left) && shortInteger.test(right)) return String(Number(left) + sign * Number(right));
  const leftDecimal = parseDecimal(left);
  const rightDecimal = parseDecimal(right);
  const leastPower = Math.min(leastPowerOf(leftDecimal), leastPowerOf(rightDecimal));
  const sum = signedInteger(leftDecimal, leastPower) + BigInt(sign) * signedInteger(rightDecimal, leastPower);
  const digits = (sum < 0n ? -sum : sum).toString();
  const result = trimZeros(sum < 0n, digits, digits.length - 1 + leastPower);
  checkMagnitude(result);
  // AWS calls a result that needs more than 38 digits an overflow, too.
  if (result.digits.length > mostDigits) throw validationError(overflow);
  return formatDecimal(result);
}

/** Adds canonical numbers. Throws AWS's validation error if the result does not fit. */
export function addNumbers(left: string, right: string): string {
  return combine(left, right, 1);
}

/** Subtracts canonical numbers. Throws AWS's validation error if the result does not fit. */
export function subtractNumbers(left: string, right: string): string {
  return combine(left, right, -1);
}

/** Bytes that a number counts for in an item's size. */
export function numberSize(text: string): number {
  let first = 0;
  let last = -1;
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character < 48 || character > 57) continue;
    if (digits === 0 && character === 48) continue;
    if (digits === 0) first = index;
    digits++;
    if (character !== 48) last = digits;
  }
  if (last < 0) return 1;
  return Math.ceil(last / 2) + (text.charCodeAt(0) === 45 && first > 0 ? 2 : 1);
}

/**
 * Bytes (one character each) that are ordered as the numbers are, none a prefix of another: the sign, the exponent,
 * two digits a byte, an end; all but the sign complemented for negative numbers.
 */
export function encodeNumber(text: string): string {
  const { negative, digits, exponent } = parseDecimal(text);
  if (digits === "") return "\x80";
  const flip = negative ? 0xff : 0;
  let encoded = String.fromCharCode(negative ? 0x7f : 0x81, (exponent - leastExponent) ^ flip);
  for (let index = 0; index < digits.length; index += 2) {
    const pair = Number(digits.slice(index, index + 2).padEnd(2, "0"));
    encoded += String.fromCharCode((pair + 1) ^ flip);
  }
  return encoded + String.fromCharCode(flip);
}
