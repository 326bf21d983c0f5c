import { invalidPageToken } from "./errors.ts";

const defaultPage = 100;

/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Continues after the last item; absent when there are no more. */
  readonly nextToken?: string;
}

/** The page after a token: `list` lists from a position on, `positionOf` gives an item's. 0 and no size stand for 100. */
export function takePage<T, Position>(
  request: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
  list: (after: Position | undefined) => Iterable<T>,
  positionOf: (item: T) => Position,
): Page<T> {
  const size = request.maxResults || defaultPage;
  const items: T[] = [];
  for (const item of list(readToken<Position>(request.nextToken))) {
    if (items.length === size) return { items, nextToken: writeToken(positionOf(items.at(-1)!)) };
    items.push(item);
  }
  return { items };
}

function writeToken(position: unknown): string {
  return Buffer.from(JSON.stringify({ after: position })).toString("base64url");
}

function readToken<Position>(token: string | undefined): Position | undefined {
  if (token === undefined) return undefined;
  try {
    const read = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as { after?: Position };
    if (read.after !== undefined) return read.after;
  } catch {
    // Not JSON: not a token of ours either.
  }
  throw invalidPageToken();
}
