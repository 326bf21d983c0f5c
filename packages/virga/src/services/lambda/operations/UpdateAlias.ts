import type { AliasConfiguration, UpdateAliasRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { preconditionFailed } from "../errors.ts";
import { describeAlias, readRouting, requireAlias } from "../functions/aliases.ts";
import type { FunctionAlias } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const UpdateAlias: Operation<LambdaState, UpdateAliasRequest, AliasConfiguration> = {
  authorize: onFunction("UpdateAlias"),
  handle(call, { FunctionName, Name, FunctionVersion, Description, RoutingConfig, RevisionId }) {
    const { state } = call;
    const place = parseUnqualifiedName(call, FunctionName!);
    return state.transact((transaction) => {
      const { additional: kept, ...current } = requireAlias(state, transaction, place, Name!);
      if (RevisionId !== undefined && RevisionId !== current.revisionId) throw preconditionFailed();
      const functionVersion = FunctionVersion ?? current.functionVersion;
      state.version(transaction, place, functionVersion);
      const routing = RoutingConfig ?? (kept && { AdditionalVersionWeights: { [kept.version]: kept.weight } });
      const additional = readRouting(state, transaction, place, functionVersion, routing ?? {});
      const alias: FunctionAlias = {
        ...current,
        functionVersion,
        description: Description ?? current.description,
        revisionId: call.host.ids.uuid(),
        ...(additional && { additional }),
      };
      state.putAlias(transaction, alias);
      return describeAlias(alias);
    });
  },
};
