import type { ListAliasesRequest, ListAliasesResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { describeAlias } from "../functions/aliases.ts";
import { parseUnqualifiedName } from "../names.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const ListAliases: Operation<LambdaState, ListAliasesRequest, ListAliasesResponse> = {
  authorize: onFunction("ListAliases"),
  handle(call, input) {
    const { state } = call;
    const { FunctionVersion } = input;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    state.function(state.reader, place);
    const listing = state
      .aliases(state.reader, place, afterMarker(input))
      .filter(
        ({ functionVersion, additional }) =>
          FunctionVersion === undefined ||
          FunctionVersion === functionVersion ||
          FunctionVersion === additional?.version,
      );
    const { items, next } = pageOf(listing, input, ({ name }) => name);
    return { Aliases: items.map(describeAlias), ...next };
  },
};
