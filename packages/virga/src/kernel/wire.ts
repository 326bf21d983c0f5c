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

/** An HTTP answer. Bodies are whole: Virga's answers fit AWS's payload limits. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | string;
}

/** Whether a request asks to leave no trace, as the console's do, which looks again and again. */
export function wantsNoTrace({ headers }: WireRequest): boolean {
  return headers["x-virga-trace"] === "off";
}
