import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { VirgaError } from "../kernel/errors.ts";
import { progressPrinter } from "./progress-printer.ts";
import { formatAge, formatDuration, type Output, printError, Terminal } from "./terminal.ts";

function printed(work: (terminal: Terminal) => void, isTTY = false): string {
  const output: Output = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  work(new Terminal(output, {}));
  return String((output as PassThrough).read() ?? "");
}

describe("printing", () => {
  it("is plain lines where there is no terminal", () => {
    const text = printed((terminal) => {
      terminal.status("under way");
      terminal.line(terminal.paint("red", "done"));
    });
    assert.equal(text, "done\n");
  });

  it("keeps a line of status below on a terminal, cut to its width", () => {
    const text = printed((terminal) => {
      terminal.status("x".repeat(100));
      terminal.line("done");
      terminal.status("");
    }, true);
    const status = `\u001b[2m${"x".repeat(39)}\u001b[0m`;
    assert.equal(text, `${status}\r\u001b[2Kdone\n${status}\r\u001b[2K`);
  });

  it("of an error says what, where and what to do, and where in the code only when asked", () => {
    const error = new VirgaError("Code", "it is wrong", { where: "here", hint: "do this" });
    assert.equal(
      printed((terminal) => printError(terminal, error, false)),
      "✖ it is wrong\n  where: here\n  hint: do this\n",
    );
    assert.match(
      printed((terminal) => printError(terminal, error, true)),
      /at .*terminal\.test\.ts/,
    );
    assert.match(
      printed((terminal) => printError(terminal, new TypeError("oops"), false)),
      /a defect in Virga: oops/,
    );
  });

  it("of durations", () => {
    assert.deepEqual([420, 12_340, 65_000].map(formatDuration), ["0.42 s", "12 s", "1 min 5 s"]);
    const ages = [0, 59, 60, 3_599, 3_600, 43_200, 86_399, 172_800, 200_000].map(formatAge);
    assert.deepEqual(ages, ["0 s", "59 s", "1 min", "59 min", "1 h", "12 h", "23 h 59 min", "2 d", "2 d 7 h"]);
  });

  it("of a deployment tells ends and failures, and what is under way on a terminal", () => {
    const resource = { kind: "resource", stack: "S", logicalId: "A", path: "S/A", type: "T" } as const;
    const text = printed((terminal) => {
      const report = progressPrinter(terminal, { verbose: false });
      report({ kind: "stack-begin", stack: "S", operation: "create" });
      report({ ...resource, status: "CREATE_IN_PROGRESS" });
      report({ ...resource, status: "CREATE_FAILED", reason: "no" });
      report({ kind: "stack-end", stack: "S", outcome: "unchanged", milliseconds: 10 });
    });
    assert.equal(text, "  create S\n  CREATE_FAILED S/A T\n    no\n✔ S: no changes (0.01 s)\n");
  });
});
