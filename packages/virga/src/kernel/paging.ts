import type { AwsError } from "./errors.ts";

/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Continues after the last item; absent when there are no more. */
  readonly token?: string;
}

/** Takes a page from a listing that goes on beyond it. `id` gives what the next page starts after. */
export function takePage<T>(listing: Iterable<T>, limit: number, id: (item: T) => number | string): Page<T> {
  const items: T[] = [];
  for (const item of listing) {
    if (items.length === limit) {
      const after = id(items[limit - 1]!);
      return { items, token: Buffer.from(JSON.stringify({ after })).toString("base64url") };
    }
    items.push(item);
  }
  return { items };
}

/** The id in a token that `takePage` made of texts; any other text is the service's error. */
export function afterToken(token: string | undefined, invalid: () => AwsError): string | undefined {
  const after = readToken(token, invalid);
  if (typeof after === "number") throw invalid();
  return after;
}

/** The same of numbers. */
export function afterNumberToken(token: string | undefined, invalid: () => AwsError): number | undefined {
  const after = readToken(token, invalid);
  if (typeof after === "string") throw invalid();
  return after;
}

function readToken(token: string | undefined, invalid: () => AwsError): number | string | undefined {
  if (token === undefined) return undefined;
  try {
    const { after } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as { after?: unknown };
    if (typeof after === "string" || typeof after === "number") return after;
  } catch {
    // Not JSON: not a token of ours either.
  }
  throw invalid();
}
