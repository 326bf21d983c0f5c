import { afterToken, takePage } from "../../kernel/paging.ts";
import { invalidMarker } from "./errors.ts";

interface PageRequest {
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

/** One page of a listing. */
export interface MarkedPage<T> {
  readonly items: readonly T[];
  /** `Truncated` and, if there are more, `NextMarker`. */
  readonly position: { readonly Truncated: boolean; readonly NextMarker?: string };
}

/** What a page starts after. @throws AwsError InvalidMarkerException */
export function afterMarker({ Marker }: PageRequest): string | undefined {
  return afterToken(Marker, invalidMarker);
}

/** Takes a page as KMS's listings have them. `usual` is its size unless the request has a limit. */
export function takeMarkedPage<T>(
  listing: Iterable<T>,
  { Limit }: PageRequest,
  usual: number,
  id: (item: T) => string,
): MarkedPage<T> {
  const { items, token } = takePage(listing, Limit ?? usual, id);
  return { items, position: { Truncated: token !== undefined, ...(token !== undefined && { NextMarker: token }) } };
}
