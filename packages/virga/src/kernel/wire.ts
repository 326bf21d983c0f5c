/** An HTTP request as the protocols see it, whether it came over a socket or from inside the process. */
export interface WireRequest {
  readonly method: string;
  /** The path as sent: percent-encoded, without the query. */
  readonly path: string;
  /** The query as sent, without `?`; empty if there is none. */
  readonly rawQuery: string;
  /** Names in lower case; a repeated header's values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn as they were sent, for those who must see the names' case; from a socket only. */
  readonly rawHeaders?: readonly string[];
  readonly body: Uint8Array;
  /** Address of the peer, for `aws:SourceIp` and `$context.identity.sourceIp`. */
  readonly sourceIp: string;
}

/** An HTTP answer whose body is whole, as it is but for operations that answer with a stream of events. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | string;
}

/** Whether a request asks to leave no trace, as the console's do, which looks again and again. */
export function wantsNoTrace({ headers }: WireRequest): boolean {
  return headers["x-virga-trace"] === "off";
}

/** An HTTP answer whose body comes piece by piece, each when its reader has room for it. */
export interface WireStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Ended by `return()` when nobody reads any more, also while a piece is awaited. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** An HTTP answer of either kind. */
export type WireAnswer = WireResponse | WireStream;
