import { invalidParameter } from "./errors.ts";

const mostTags = 50;

/** @throws AwsError InvalidParameterValue */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const keys = Object.keys(tags);
  if (keys.length > mostTags)
    throw invalidParameter(`Too many tags added for queue. At most ${String(mostTags)} are allowed.`);
  for (const key of keys) {
    if (key.length < 1 || key.length > 128)
      throw invalidParameter("Tag keys must be between 1 and 128 characters in length.");
    if (key.toLowerCase().startsWith("aws:")) throw invalidParameter("Tag keys can't start with aws:.");
    if (tags[key]!.length > 256) throw invalidParameter("Tag values must be between 0 and 256 characters in length.");
  }
}
