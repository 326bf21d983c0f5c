import { validationError } from "../errors.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** One page of a list, which is read no further than needed; the token says how many items came before. */
export function page<T>(items: Iterable<T>, token: string | undefined, size: number): Page<T> {
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString("utf8"));
  if (!Number.isSafeInteger(start) || start < 0) throw validationError("Invalid NextToken");
  const found = Iterator.from(items)
    .drop(start)
    .take(size + 1)
    .toArray();
  const hasMore = found.length > size;
  const nextToken = hasMore ? Buffer.from(String(start + size)).toString("base64url") : undefined;
  return { items: hasMore ? found.slice(0, size) : found, nextToken };
}
