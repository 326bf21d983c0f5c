import { tryParseArn } from "../../../kernel/arns.ts";
import type { Call } from "../../../kernel/service.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import { invalidParameter, notSupported } from "../errors.ts";
import { requireMapping } from "../event-sources/mappings.ts";
import type { FunctionPlace, Place } from "../model.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

type Tags = Readonly<Record<string, string>>;

const mostTags = 50;

/** Checks how many tags a resource would have. @throws AwsError InvalidParameterValueException */
export function checkTags(tags: Tags): Tags {
  if (Object.keys(tags).length > mostTags) throw invalidParameter("Number of tags exceeds resource tag limit.");
  return tags;
}

/** The tags of the function or event source mapping with an ARN. @throws AwsError */
export function tagsOf(call: Call<LambdaState>, reader: StoreReader, arn: string): Tags {
  const uuid = mappingOf(arn);
  if (uuid !== undefined) return requireMapping(call, reader, uuid).tags;
  return call.state.function(reader, parseTaggable(call, arn)).tags;
}

/** Gives a function or event source mapping other tags. @throws AwsError */
export function putTags(call: Call<LambdaState>, transaction: Transaction, arn: string, tags: Tags): void {
  const { state } = call;
  const uuid = mappingOf(arn);
  if (uuid === undefined) {
    const record = state.function(transaction, parseTaggable(call, arn));
    state.putFunction(transaction, { ...record, tags: checkTags(tags) });
  } else {
    const mapping = requireMapping(call, transaction, uuid);
    state.mappings.put(transaction, { ...mapping, tags: checkTags(tags) });
  }
}

function mappingOf(arn: string): string | undefined {
  const [kind, uuid] = tryParseArn(arn)?.resource.split(":") ?? [];
  return kind === "event-source-mapping" ? uuid : undefined;
}

/** The function that an ARN of the tagging operations names. @throws AwsError InvalidParameterValueException, NotImplemented */
function parseTaggable(caller: Place, arn: string): FunctionPlace {
  const [kind] = tryParseArn(arn)?.resource.split(":") ?? [];
  if (kind !== "function") throw notSupported(`tags of the resource type ${kind}`);
  const { qualifier, ...place } = parseFunctionName(caller, arn);
  if (qualifier === undefined) return place;
  throw invalidParameter(
    "Tagging operations are permitted on Lambda functions only. Tags on aliases and versions are not supported. Please specify either a function name or a function ARN.",
  );
}
