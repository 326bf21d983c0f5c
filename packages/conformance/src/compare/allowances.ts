/** Members that AWS added over the years: a recording older than them doesn't have them. */
const lateMembers = new Set([
  "inputDetails",
  "outputDetails",
  "redriveCount",
  "redriveStatus",
  "redriveStatusReason",
  "mapRunArn",
  "encryptionConfiguration",
]);

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/;
/** What the harness that recorded put after names, to have new ones in each run. */
const runNumber = /(?<=-)[\da-f]{8}\b/g;

/**
 * Whether an answer agrees with a recording that kept what belongs to its own run: a date of HTTP, the number after a name
 * that the case has no rule for, the machine's time that was billed.
 */
export function isAsRecorded(path: string, expected: unknown, actual: unknown): boolean {
  if (path.endsWith(".billedDurationInMilliseconds")) return isBilled(expected) && isBilled(actual);
  if (Array.isArray(expected)) {
    return expected.length === 1 && isAsRecorded(path, expected[0], Array.isArray(actual) ? actual[0] : actual);
  }
  if (typeof expected !== "string" || typeof actual !== "string") return false;
  if (httpDate.test(expected)) return actual === "date" || httpDate.test(actual);
  const name = expected.replace(runNumber, "");
  return name !== expected && name === actual.replace(runNumber, "");
}

/** Whether a time is rounded up to 100 milliseconds, as bills are. */
function isBilled(time: unknown): boolean {
  return typeof time === "number" && time > 0 && time % 100 === 0;
}

const longestShown = 400;

/** A value as a person reads it in a difference. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
}

/** Whether a member of an answer may be missing in what was recorded. In the results of tasks names are in Pascal case. */
export function isLateMember(name: string): boolean {
  return lateMembers.has(name.charAt(0).toLowerCase() + name.slice(1));
}
