import type { AliasConfiguration, CreateAliasRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { resourceConflict } from "../errors.ts";
import { describeAlias, readRouting } from "../functions/aliases.ts";
import { functionArn } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const CreateAlias: Operation<LambdaState, CreateAliasRequest, AliasConfiguration> = {
  authorize: onFunction("CreateAlias"),
  handle(call, { FunctionName, Name, FunctionVersion, Description, RoutingConfig }) {
    const { state } = call;
    const place = parseUnqualifiedName(call, FunctionName!);
    return state.transact((transaction) => {
      state.function(transaction, place);
      state.version(transaction, place, FunctionVersion!);
      if (state.findAlias(transaction, place, Name!)) {
        throw resourceConflict(`Alias already exists: ${functionArn(place, Name)}`);
      }
      const additional = readRouting(state, transaction, place, FunctionVersion!, RoutingConfig ?? {});
      const alias = {
        ...place,
        name: Name!,
        functionVersion: FunctionVersion!,
        description: Description ?? "",
        revisionId: call.host.ids.uuid(),
        ...(additional && { additional }),
      };
      state.putAlias(transaction, alias);
      return describeAlias(alias);
    });
  },
};
