/** Bytes of the largest answer of a function: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const largestResponse = 6_291_556;

/** What a caller gets of a function that failed in a way that its runtime did not tell. */
export function errorPayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

export function responseTooLarge(): Buffer {
  const message = `Response payload size exceeded maximum allowed payload size (${largestResponse} bytes).`;
  return errorPayload("Function.ResponseSizeTooLarge", message);
}

/** Names of signals as Lambda tells them. */
const signalNames: Readonly<Record<string, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGBUS: "bus error",
  SIGILL: "illegal instruction",
  SIGFPE: "floating point exception",
  SIGINT: "interrupt",
  SIGTRAP: "trace/breakpoint trap",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGHUP: "hangup",
};

/** How a program ended. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Why a program ended, as in `Runtime exited with error: exit status 1`. */
export function exitText({ code, signal }: ProgramExit): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal.toLowerCase()}`;
  return code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${code}`;
}

export function timeoutText(seconds: number): string {
  return `Task timed out after ${seconds.toFixed(2)} seconds`;
}

/** The type of an error as its document says it. */
export function errorTypeOf(document: Buffer): string {
  try {
    const { errorType } = JSON.parse(document.toString("utf8")) as { errorType?: unknown };
    return typeof errorType === "string" ? errorType : "Runtime.Unknown";
  } catch {
    return "Runtime.Unknown";
  }
}
