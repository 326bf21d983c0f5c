import { badRequest } from "./errors.ts";

const largestPage = 500;
const defaultPage = 25;

/** What lists of API Gateway take: a page's size (25 unless told, at most 500) and where it begins. */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly position?: string | undefined;
}

/** One page of items; `position` is where the next one begins. */
export interface Page<Item> {
  readonly items: Item[];
  readonly position?: string;
}

/** Cuts a page out of a list whose order does not change. */
export function page<Item>(items: readonly Item[], { limit = defaultPage, position }: PageRequest): Page<Item> {
  const start = position === undefined ? 0 : Number(Buffer.from(position, "base64url").toString());
  if (!Number.isSafeInteger(start) || start < 0) throw badRequest("Invalid position parameter specified");
  const end = start + Math.min(Math.max(limit, 1), largestPage);
  const found = items.slice(start, end);
  return end < items.length
    ? { items: found, position: Buffer.from(String(end)).toString("base64url") }
    : { items: found };
}
