/** Who is at fault, as AWS's error documents say it: the caller (`Sender`) or the service (`Receiver`). */
export type Fault = "client" | "server";

export interface AwsErrorOptions {
  /** HTTP status; 400 for a client's fault and 500 for the service's unless AWS uses another. */
  readonly status?: number;
  /** Further members of the error shape, e.g. `CancellationReasons` or `Item`. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Headers AWS sends with this error, e.g. `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fault?: Fault;
}

/**
 * An answer: an error that AWS gives to the caller of an operation. The protocol of the call decides its shape on
 * the wire. `code` is the error's name in the service's model (or a common error such as `AccessDeniedException`).
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fault: Fault;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.fault = options.fault ?? ((options.status ?? 400) >= 500 ? "server" : "client");
    this.status = options.status ?? (this.fault === "server" ? 500 : 400);
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }
}

export interface VirgaErrorOptions {
  /** Where it is wrong: a file, a construct path, a property, a flag. */
  readonly where?: string;
  /** What the person can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A message to the person who runs Virga: what is wrong, where, and what to do. Never sent as an AWS answer. */
export class VirgaError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: VirgaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "VirgaError";
    this.code = code;
    this.where = options.where;
    this.hint = options.hint;
  }
}

/** The text of anything thrown, for logs and for wrapping. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
