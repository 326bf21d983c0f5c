import type { Tag } from "@aws-sdk/client-kms";
import { AwsError } from "../../kernel/errors.ts";
import type { ConditionValues } from "../../kernel/iam/ports.ts";
import { limits } from "./model.ts";

type Tags = Readonly<Record<string, string>>;

/** Tags with more of them added. @throws AwsError TagException */
export function mergedTags(tags: Tags, added: readonly Tag[] | undefined = []): Tags {
  const merged: Record<string, string> = { ...tags };
  for (const { TagKey: name = "", TagValue: value = "" } of added) {
    if (name.startsWith("aws:")) throw tagException("Tags beginning with aws: are reserved");
    merged[name] = value;
  }
  if (new Set(added.map(({ TagKey }) => TagKey)).size < added.length) throw tagException("Duplicate tag keys");
  if (Object.keys(merged).length > limits.tags) throw tagException("Too many tags");
  return merged;
}

function tagException(message: string): AwsError {
  return new AwsError("TagException", message);
}

/** The condition keys of a request that has tags. */
export function requestTagValues(tags: readonly Tag[] | undefined = []): ConditionValues {
  const values: Record<string, string | readonly string[]> = {};
  for (const { TagKey, TagValue } of tags) values[`aws:RequestTag/${TagKey}`] = TagValue ?? "";
  if (tags.length > 0) values["aws:TagKeys"] = tags.map(({ TagKey }) => TagKey ?? "");
  return values;
}
