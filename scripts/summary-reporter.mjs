// A reporter for Node's test runner: each failure with its place and difference, then one closing line of counts.
import { inspect } from "node:util";

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* summary(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const skipped = new Map();
  for await (const { type, data } of events) {
    const isSuite = data?.details?.type === "suite";
    if (type === "test:pass") {
      // A skipped suite counts as one: its tests are not even named.
      if (data.skip !== undefined || data.todo !== undefined) {
        counts.skipped++;
        const reason = typeof data.skip === "string" ? data.skip : "no reason given";
        skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
      } else if (!isSuite) counts.passed++;
    } else if (type === "test:fail") {
      const error = data.details.error;
      const childFailed = error?.failureType === "subtestsFailed";
      if (!isSuite) counts.failed++;
      if (isSuite && childFailed) continue;
      if (isSuite) counts.failed++;
      const cause = error?.cause ?? error;
      const text = cause?.stack ?? inspect(cause);
      yield `\n✖ ${data.name}\n  ${data.file ?? ""}:${data.line ?? ""}\n${String(text).replace(/^/gm, "  ")}\n`;
    }
  }
  for (const [reason, count] of skipped) yield `\nskipped ${count}: ${reason}`;
  yield `\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
