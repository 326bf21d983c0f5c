import { invalidArgument } from "./errors.ts";
import type { Stream, StreamName } from "./model.ts";

type Tags = Stream["tags"];

const mostTags = 50;
const allowed = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

function checkTexts({ name, account }: StreamName, texts: readonly string[], doing: string): void {
  if (texts.every((text) => allowed.test(text))) return;
  throw invalidArgument(
    `Failed to ${doing} stream ${name} under account ${account} because some tags contained illegal characters. The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@'.`,
  );
}

/** Tags with others added. @throws AwsError InvalidArgumentException */
export function withTags(stream: StreamName, tags: Tags, added: Tags): Tags {
  checkTexts(stream, Object.entries(added).flat(), "add tags to");
  if (Object.keys(added).some((key) => key.toLowerCase().startsWith("aws:"))) {
    throw invalidArgument("aws: prefixed tag key names are not allowed for external use.");
  }
  const all = { ...tags, ...added };
  if (Object.keys(all).length > mostTags) {
    throw invalidArgument(
      `Failed to add tags to stream ${stream.name} under account ${stream.account} because a given stream cannot have more than ${mostTags} tags associated with it.`,
    );
  }
  return all;
}

/** Tags without some. @throws AwsError InvalidArgumentException */
export function withoutTags(stream: StreamName, tags: Tags, removed: readonly string[]): Tags {
  checkTexts(stream, removed, "remove tags from");
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.includes(key)));
}

/** Tags as they are listed, in the order of their keys. */
export function listTags(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key]! }));
}
