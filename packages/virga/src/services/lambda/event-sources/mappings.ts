import type { AuthorizationRequest } from "../../../kernel/iam/ports.ts";
import type { Call } from "../../../kernel/service.ts";
import type { StoreReader } from "../../../kernel/store.ts";
import { resourceConflict, resourceNotFound } from "../errors.ts";
import { functionArn } from "../model.ts";
import { type QualifiedName, qualifiedArn } from "../names.ts";
import type { LambdaState } from "../state.ts";
import { type EventSourceMapping, mappingArn } from "./model.ts";

/** The mapping, or ResourceNotFoundException. */
export function requireMapping(call: Call<LambdaState>, reader: StoreReader, uuid: string): EventSourceMapping {
  const found = call.state.mappings.find(reader, call, uuid);
  if (!found) throw resourceNotFound("The resource you requested does not exist.");
  return found;
}

/** The caller must be allowed an action on the mapping, whose function may be a condition. */
export function onMapping(
  operation: string,
): (call: Call<LambdaState>, input: { readonly UUID?: string | undefined }) => AuthorizationRequest {
  return (call, { UUID = "" }) => {
    const found = call.state.mappings.find(call.state.reader, call, UUID);
    return {
      action: `lambda:${operation}`,
      resource: mappingArn(call, UUID),
      ...(found && { context: { "lambda:FunctionArn": functionArn(found) } }),
    };
  };
}

/** A source is mapped to a function once. @throws AwsError ResourceConflictException */
export function checkUnique(
  state: LambdaState,
  reader: StoreReader,
  name: QualifiedName,
  sourceArn: string,
  except?: string,
): void {
  for (const { uuid, kind, ...mapping } of state.mappings.list(reader, name)) {
    if (uuid === except || mapping.sourceArn !== sourceArn || qualifiedArn(mapping) !== qualifiedArn(name)) continue;
    const { functionName } = name;
    const target = name.qualifier === undefined ? functionName : `${functionName}:${name.qualifier}`;
    throw resourceConflict(
      kind === "sqs"
        ? `An event source mapping with SQS arn (" ${sourceArn} ") and function (" ${target} ") already exists. Please update or delete the existing mapping with UUID ${uuid}`
        : `The event source arn (" ${sourceArn} ") and function (" ${target} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${uuid}`,
    );
  }
}

/** The mappings of a source or function, if one is named, in the order of their UUIDs. */
export function* selectMappings(
  call: Call<LambdaState>,
  { sourceArn, target }: { readonly sourceArn?: string | undefined; readonly target?: QualifiedName | undefined },
  after?: string,
): Generator<EventSourceMapping> {
  for (const mapping of call.state.mappings.list(call.state.reader, call, after)) {
    if (sourceArn !== undefined && mapping.sourceArn !== sourceArn) continue;
    if (target && qualifiedArn(mapping) !== qualifiedArn(target)) continue;
    yield mapping;
  }
}
