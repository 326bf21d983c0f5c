import type { Architecture, Runtime, TracingMode } from "@aws-sdk/client-lambda";

/** Where a function is. Function names are unique within it. */
export interface FunctionPlace {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
}

/** The code of a version: a zip file in the blob store of `lambda`. */
export interface FunctionCode {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** The SHA-256 of the zip file, in base64. */
  readonly sha256: string;
}

/** A version of a layer that a function names. */
export interface LayerReference {
  readonly arn: string;
  readonly code: FunctionCode;
}

/** One version of a function: all that an execution environment is made of. A published one never changes. */
export interface FunctionVersion extends FunctionPlace {
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Changes with every change of code or configuration. */
  readonly revisionId: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly runtime: Runtime;
  readonly handler: string;
  readonly code: FunctionCode;
  readonly role: string;
  readonly description: string;
  /** Seconds, 1 to 900. */
  readonly timeout: number;
  /** MB, 128 to 10,240. */
  readonly memorySize: number;
  /** MB in `/tmp`, 512 to 10,240. */
  readonly ephemeralStorage: number;
  readonly environment: Readonly<Record<string, string>>;
  /** In the order in which they are laid over one another. */
  readonly layers: readonly LayerReference[];
  readonly architecture: Architecture;
  readonly tracingMode: TracingMode;
  /** The ARN of the queue or topic for asynchronous events that could not be processed. */
  readonly deadLetterTarget?: string;
  readonly logging: FunctionLogging;
}

export interface FunctionLogging {
  readonly format: "Text" | "JSON";
  readonly group: string;
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]` */
export function functionArn(place: FunctionPlace, qualifier?: string): string {
  const { account, region, functionName } = place;
  const arn = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
