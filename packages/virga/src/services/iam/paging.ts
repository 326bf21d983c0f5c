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

/** The page that a list operation asks for, of items in the order of their keys. */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, { Marker, MaxItems }: PageInput): Page<T> {
  const after = Marker === undefined ? undefined : readMarker(Marker);
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) > after);
  const rest = start < 0 ? [] : items.slice(start);
  const page = rest.slice(0, MaxItems ?? defaultMaxItems);
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return { items: page, position: { IsTruncated: false } };
  return { items: page, position: { IsTruncated: true, Marker: Buffer.from(keyOf(last)).toString("base64url") } };
}

function readMarker(marker: string): string {
  const text = Buffer.from(marker, "base64url").toString();
  if (text === "" || Buffer.from(text).toString("base64url") !== marker) throw validationError("Invalid Marker.");
  return text;
}
