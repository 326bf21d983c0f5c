import type { Tag } from "@aws-sdk/client-ssm";
import { AwsError } from "../../kernel/errors.ts";

/** Tags with more of them added; a resource has at most 50. */
export function mergedTags(
  tags: Readonly<Record<string, string>>,
  added: readonly Tag[],
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = { ...tags };
  for (const { Key, Value } of added) merged[Key!] = Value!;
  if (Object.keys(merged).length > 50) {
    throw new AwsError(
      "TooManyTagsError",
      "The Targets parameter includes too many tags. Remove one or more tags and try the command again.",
    );
  }
  return merged;
}
