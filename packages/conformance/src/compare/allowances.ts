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
