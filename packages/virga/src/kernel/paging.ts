import type { AwsError } from "./errors.ts";

/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Continues after the last item; absent when there are no more. */
  readonly token?: string;
}

/** Takes a page from a listing that goes on beyond it. `id` gives what the next page starts after. */
export function takePage<T>(listing: Iterable<T>, limit: number, id: (item: T) => string): Page<T> {
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

/** The id in a token that `takePage` made; any other text is the service's error. */
export function afterToken(token: string | undefined, invalid: () => AwsError): string | undefined {
  if (token === undefined) return undefined;
  try {
    const { after } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as { after?: unknown };
    if (typeof after === "string") return after;
  } catch {
    // Not JSON: not a token of ours either.
  }
  throw invalid();
}
