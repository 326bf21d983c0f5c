import { tryParseArn } from "../../../kernel/arns.ts";
import { invalidParameter, notSupported } from "../errors.ts";
import type { FunctionPlace, Place } from "../model.ts";
import { parseFunctionName } from "../names.ts";

const mostTags = 50;

/** Checks how many tags a function would have. @throws AwsError InvalidParameterValueException */
export function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(tags).length > mostTags) throw invalidParameter("Number of tags exceeds resource tag limit.");
  return tags;
}

/** The function that an ARN of the tagging operations names. @throws AwsError InvalidParameterValueException, NotImplemented */
export function parseTaggable(caller: Place, arn: string): FunctionPlace {
  const [kind] = tryParseArn(arn)?.resource.split(":") ?? [];
  if (kind !== "function") throw notSupported(`tags of the resource type ${kind}`);
  const { qualifier, ...place } = parseFunctionName(caller, arn);
  if (qualifier === undefined) return place;
  throw invalidParameter(
    "Tagging operations are permitted on Lambda functions only. Tags on aliases and versions are not supported. Please specify either a function name or a function ARN.",
  );
}
