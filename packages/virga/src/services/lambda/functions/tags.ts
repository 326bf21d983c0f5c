import { invalidParameter } from "../errors.ts";

const mostTags = 50;

/** Checks how many tags a function would have. @throws AwsError InvalidParameterValueException */
export function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > mostTags) throw invalidParameter("Number of tags exceeds resource tag limit.");
  return tags;
}
