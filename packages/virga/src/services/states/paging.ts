import { afterNumberToken, afterToken, type Page, takePage } from "../../kernel/paging.ts";
import { invalidToken } from "./errors.ts";

/** Items of a page unless the request has a size of its own, which 0 is not. */
const defaultPage = 100;

/** What listings' inputs have in common. */
interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** Part of a list, with the member that listings answer about it. */
interface ListedPage<T> {
  readonly items: readonly T[];
  readonly next: { readonly nextToken?: string };
}

/** The page after a token: `list` lists from a name on, `nameOf` gives an item's. @throws AwsError InvalidToken */
export function pageByName<T>(
  { maxResults, nextToken }: PageRequest,
  list: (after: string | undefined) => Iterable<T>,
  nameOf: (item: T) => string,
): ListedPage<T> {
  return listed(takePage(list(afterToken(nextToken, invalidToken)), maxResults || defaultPage, nameOf));
}

/** The same for what is in the order of numbers. @throws AwsError InvalidToken */
export function pageByNumber<T>(
  { maxResults, nextToken }: PageRequest,
  list: (after: number | undefined) => Iterable<T>,
  numberOf: (item: T) => number,
): ListedPage<T> {
  return listed(takePage(list(afterNumberToken(nextToken, invalidToken)), maxResults || defaultPage, numberOf));
}

function listed<T>({ items, token }: Page<T>): ListedPage<T> {
  return { items, next: token === undefined ? {} : { nextToken: token } };
}
