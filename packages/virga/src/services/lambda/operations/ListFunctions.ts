import type { ListFunctionsRequest, ListFunctionsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { notSupported } from "../errors.ts";
import { describeListed } from "../functions/descriptions.ts";
import { type FunctionVersion, latest, type Place } from "../model.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const ListFunctions: Operation<LambdaState, ListFunctionsRequest, ListFunctionsResponse> = {
  authorize: onEverything("ListFunctions"),
  handle(call, input) {
    if (input.MasterRegion !== undefined && input.MasterRegion !== "ALL")
      throw notSupported("functions at the edge (MasterRegion)");
    const isAll = input.FunctionVersion === "ALL";
    const { after } = afterMarker(input);
    const { items, next } = pageOf(versionsAfter(call.state, call, isAll, after), input, markerOf);
    const Functions = items.map((version) => describeListed(version, isAll ? version.version : undefined));
    return { Functions, ...next };
  },
};

function markerOf({ functionName, version }: FunctionVersion): string {
  return `${functionName}:${version}`;
}

/** The versions that a listing goes on with, function by function. */
function* versionsAfter(
  state: LambdaState,
  place: Place,
  isAll: boolean,
  after: string | undefined,
): Generator<FunctionVersion> {
  const [functionName, version] = after?.split(":") ?? [];
  if (isAll && functionName !== undefined && version !== undefined) {
    const { account, region } = place;
    yield* state.versions(state.reader, { account, region, functionName }, { after: version });
  }
  for (const found of state.functions(state.reader, place, functionName === undefined ? {} : { after: functionName })) {
    if (isAll) yield* state.versions(state.reader, found);
    else yield state.version(state.reader, found, latest);
  }
}
