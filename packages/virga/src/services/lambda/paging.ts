import { afterToken, type Page, takePage } from "../../kernel/paging.ts";
import { invalidParameter } from "./errors.ts";

/** Lists have at most 50 items to a page, whatever is asked for. */
const largestPage = 50;

/** What listings' inputs have in common. */
interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** Where a listing goes on. @throws AwsError InvalidParameterValueException for a marker that is none of ours */
export function afterMarker({ Marker }: PageRequest): { readonly after?: string } {
  const after = afterToken(Marker === "" ? undefined : Marker, () => invalidParameter(`Invalid marker: ${Marker}`));
  return after === undefined ? {} : { after };
}

/** One page of a listing, with the marker of the next one. */
export function pageOf<T>(
  listing: Iterable<T>,
  { MaxItems }: PageRequest,
  id: (item: T) => string,
): { readonly items: readonly T[]; readonly next: { readonly NextMarker?: string } } {
  const { items, token }: Page<T> = takePage(listing, Math.min(MaxItems ?? largestPage, largestPage), id);
  return { items, next: token === undefined ? {} : { NextMarker: token } };
}
