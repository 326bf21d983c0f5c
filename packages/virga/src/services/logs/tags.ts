import { AwsError } from "../../kernel/errors.ts";

type Tags = Readonly<Record<string, string>>;

/** Tags with more of them added; a group has at most 50. */
export function mergedTags(tags: Tags, added: Tags): Tags {
  const merged = { ...tags, ...added };
  if (Object.keys(merged).length > 50) {
    throw new AwsError("TooManyTagsException", "A resource can have no more than 50 tags.");
  }
  return merged;
}

/** Tags without those of the given keys. */
export function tagsWithout(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
