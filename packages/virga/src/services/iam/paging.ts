import { afterToken, takePage } from "../../kernel/paging.ts";
import { validationError } from "./errors.ts";

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** Part of a list, with the members that IAM's list operations answer about it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly position: { readonly IsTruncated: boolean; readonly Marker?: string };
}

const defaultMaxItems = 100;

/** The page that a list operation asks for, of items in the order of their keys. @throws AwsError ValidationError */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, { Marker, MaxItems }: PageInput): Page<T> {
  const after = afterToken(Marker, () => validationError("Invalid Marker."));
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const { items: page, token } = takePage(rest, MaxItems ?? defaultMaxItems, keyOf);
  if (token === undefined) return { items: page, position: { IsTruncated: false } };
  return { items: page, position: { IsTruncated: true, Marker: token } };
}
