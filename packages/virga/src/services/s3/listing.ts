import type { StoreReader } from "../../kernel/store.ts";
import { invalidArgument } from "./errors.ts";
import type { StoredObject } from "./model.ts";
import type { ListingStart, S3State } from "./state.ts";

export interface ListingRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys that have it after the prefix are rolled up into one entry. */
  readonly delimiter: string;
  readonly limit: number;
  readonly start: ListingStart;
}

export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page starts, if there is one. */
  readonly next?: ListingStart;
}

/** One page of a bucket's keys; a common prefix counts as one key and is jumped over, not read through. */
export function listObjects(state: S3State, reader: StoreReader, request: ListingRequest): Listing {
  const { bucket, prefix, delimiter, limit } = request;
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  if (limit === 0) return { objects, commonPrefixes };
  let position: ListingStart | undefined = request.start;
  let last: ListingStart = position;
  while (position) {
    const from: ListingStart = position;
    position = undefined;
    for (const object of state.objects(reader, bucket, prefix, from)) {
      const common = commonPrefix(object.key, prefix, delimiter);
      if (common !== undefined && common === from.after) {
        // The page starts after a common prefix that its reader has seen already.
        position = { afterPrefix: common };
        break;
      }
      if (objects.length + commonPrefixes.length === limit) return { objects, commonPrefixes, next: last };
      if (common === undefined) {
        objects.push(object);
        last = { after: object.key };
      } else {
        commonPrefixes.push(common);
        last = { afterPrefix: common };
        position = last;
        break;
      }
    }
  }
  return { objects, commonPrefixes };
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const index = key.indexOf(delimiter, prefix.length);
  return index < 0 ? undefined : key.slice(0, index + delimiter.length);
}

/** Writes where the next page starts as a continuation token. */
export function continuationToken(next: ListingStart): string {
  return Buffer.from(JSON.stringify(next)).toString("base64");
}

/** Reads a continuation token; InvalidArgument for any other text. */
export function parseContinuationToken(token: string): ListingStart {
  try {
    const { after, afterPrefix } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as ListingStart;
    if (typeof after === "string") return { after };
    if (typeof afterPrefix === "string") return { afterPrefix };
  } catch {
    // Not JSON: not a token of ours either.
  }
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}

/** `encoding-type=url` percent-encodes keys and prefixes in answers, but for slashes. */
export function keyEncoder(encodingType: string | undefined): (text: string) => string {
  return encodingType === "url" ? (text) => encodeURIComponent(text).replaceAll("%2F", "/") : (text) => text;
}
