import type { Progress, ReportProgress } from "../cdk/progress.ts";
import { formatDuration, type Terminal } from "./terminal.ts";

/** Prints what happens during a deployment: on a terminal with a line that moves, elsewhere plain lines. */
export function progressPrinter(terminal: Terminal, options: { readonly verbose: boolean }): ReportProgress {
  const underWay = new Set<string>();
  const show = (stack: string) => {
    const names = [...underWay];
    terminal.status(names.length === 0 ? "" : `  ${stack}: ${names.length} under way: ${names.join(", ")}`);
  };
  return (progress) => {
    if (progress.kind !== "resource") {
      const text = describe(terminal, progress, options.verbose);
      if (text !== undefined) terminal.line(text);
      return;
    }
    const { stack, path, status } = progress;
    if (isStackItself(progress)) return;
    if (status.endsWith("_IN_PROGRESS")) underWay.add(path);
    else underWay.delete(path);
    const line = describeResource(terminal, progress);
    if (line !== undefined) terminal.line(line);
    show(stack);
  };
}

type OtherProgress = Exclude<Progress, { kind: "resource" }>;
type ResourceProgress = Extract<Progress, { kind: "resource" }>;

function isStackItself({ type, logicalId, path }: ResourceProgress): boolean {
  return type === "AWS::CloudFormation::Stack" && logicalId === path;
}

function describe(terminal: Terminal, progress: OtherProgress, verbose: boolean): string | undefined {
  const tick = terminal.paint("green", "✔");
  switch (progress.kind) {
    case "app-output":
      return terminal.paint("dim", `  │ ${progress.line}`);
    case "synthesized": {
      const how = progress.cached ? "unchanged, its assembly of the last time" : "synthesized";
      const stacks = progress.stacks === 1 ? "1 stack" : `${progress.stacks} stacks`;
      return `${tick} app: ${how}, ${stacks} (${formatDuration(progress.milliseconds)})`;
    }
    case "annotation":
      if (progress.level === "info" && !verbose) return undefined;
      return `${terminal.paint("yellow", "!")} ${progress.path}: ${progress.message}`;
    case "published":
      return verbose ? `  asset ${progress.name} (${progress.bytes} bytes)` : undefined;
    case "stack-begin":
      return `  ${progress.operation} ${progress.stack}`;
    case "stack-end":
      return `${tick} ${progress.stack}: ${outcomes[progress.outcome]} (${formatDuration(progress.milliseconds)})`;
  }
}

const outcomes = {
  created: "created",
  updated: "updated",
  unchanged: "no changes",
  deleted: "deleted",
  absent: "is not there",
} as const;

function describeResource(terminal: Terminal, progress: ResourceProgress): string | undefined {
  const { path, type, status, reason } = progress;
  const what = `${path} ${terminal.paint("dim", type)}`;
  if (status.endsWith("_FAILED")) {
    return `  ${terminal.paint("red", status)} ${what}${reason === undefined ? "" : `\n    ${reason}`}`;
  }
  if (status.endsWith("_IN_PROGRESS")) return undefined;
  return `  ${terminal.paint("dim", status)} ${what}`;
}
