import type { Tag } from "@aws-sdk/client-sns";
import { AwsError } from "../../kernel/errors.ts";
import { invalidParameter } from "./errors.ts";

type Tags = Readonly<Record<string, string>>;

/** Tags by their keys. @throws AwsError InvalidParameter */
export function tagsOf(list: readonly Tag[] = []): Tags {
  const tags = Object.fromEntries(list.map(({ Key, Value }) => [Key!, Value ?? ""]));
  if (Object.keys(tags).length < list.length) throw invalidParameter("Duplicated keys are not allowed.");
  return limited(tags);
}

/** @throws AwsError TagLimitExceeded */
export function limited(tags: Tags): Tags {
  if (Object.keys(tags).length <= 50) return tags;
  throw new AwsError("TagLimitExceededException", "Could not complete request: tag quota of per resource exceeded");
}

export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
