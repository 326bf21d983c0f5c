import { isAsRecorded, isLateMember, shown } from "./allowances.ts";
import { compareHistories } from "./compare-histories.ts";
import { isObject, type JsonObject } from "./structure.ts";

/**
 * What differs between a recorded value and an answer, one line each; none if they agree as far as the corpus asks for. Members
 * that AWS added after the recording may be in the answer alone; causes that another service worded may differ in what only
 * its SDK adds; events of parallel branches may come in another order.
 */
export function differences(expected: unknown, actual: unknown, path = ""): string[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return path.endsWith(".events")
      ? compareHistories(expected, actual, path, compareLists)
      : compareLists(expected, actual, path);
  }
  if (isObject(expected) && isObject(actual)) return compareObjects(expected, actual, path);
  if (expected === actual) return [];
  if (isCause(path) && sameCause(expected, actual)) return [];
  if (isAsRecorded(path, expected, actual)) return [];
  if (isRequestId(path, expected, actual) || sameStackTrace(expected, actual)) return [];
  return [`${path || "the value"}: expected ${shown(expected)}, got ${shown(actual)}`];
}

function compareLists(expected: readonly unknown[], actual: readonly unknown[], path: string): string[] {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, index) => differences(expected[index], actual[index], `${path}[${index}]`)).flat();
}

function compareObjects(expected: JsonObject, actual: JsonObject, path: string): string[] {
  if (/HttpHeaders$/.test(path) && !isLowerCase(expected, actual)) {
    return compareObjects(lowerCase(expected), lowerCase(actual), path);
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name) => {
    if (name === "ResponseMetadata") return compareStatus(expected[name], actual[name], path);
    if (!(name in expected) && isLateMember(name)) return [];
    return differences(expected[name], actual[name], `${path}.${name}`);
  });
}

/** The names of HTTP headers have no case, and AWS's own answers differ in it; a rule may have made a value of the name. */
function lowerCase(headers: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), nameInLowerCase(name, value)]),
  );
}

function nameInLowerCase(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => nameInLowerCase(name, item));
  return value === name ? name.toLowerCase() : value;
}

function isLowerCase(...headers: readonly JsonObject[]): boolean {
  return headers.every((object) => Object.keys(object).every((name) => name === name.toLowerCase()));
}

/** Of the recording SDK's own metadata only the HTTP status is the service's. */
function compareStatus(expected: unknown, actual: unknown, path: string): string[] {
  if (!isObject(expected) || !isObject(actual)) return [];
  return differences(expected.HTTPStatusCode, actual.HTTPStatusCode, `${path}.ResponseMetadata.HTTPStatusCode`);
}

/** Older recordings number request ids as `<uuid:1>`; the rules in force now put the name of the member in their place. */
function isRequestId(path: string, expected: unknown, actual: unknown): boolean {
  const recorded = Array.isArray(expected) && expected.length === 1 ? expected[0] : expected;
  return (
    typeof recorded === "string" &&
    /^<uuid:\d+>$/.test(recorded) &&
    path.endsWith(`.${actual}`) &&
    /RequestId$/i.test(path)
  );
}

function isCause(path: string): boolean {
  return /\.cause$/i.test(path);
}

function sameCause(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "string" || typeof actual !== "string" || !expected.includes("Request ID: ")) return false;
  return withoutSdkDetails(expected) === withoutSdkDetails(actual);
}

/** Where a function's code lies is the runtime's affair, and so is how it spaces the JSON of an error. */
function sameStackTrace(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "string" || typeof actual !== "string" || !expected.includes("handler.py")) return false;
  return withoutFolders(expected) === withoutFolders(actual);
}

function withoutFolders(trace: string): string {
  return trace.replace(/File (\\*)"[^"\\]*\/([\w.]+)/g, 'File $1"$2').replace(/(?<=[,:])\s(?=["[{])/g, "");
}

function withoutSdkDetails(cause: string): string {
  return cause.replace(/,? ?\(?SDK Attempt Count: \d+\)?|[,;] Extended Request ID: [^,;)]*|; Proxy: null/g, "");
}
