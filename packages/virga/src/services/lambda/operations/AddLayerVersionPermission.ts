import type { AddLayerVersionPermissionRequest, AddLayerVersionPermissionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayerVersion } from "../authorization.ts";
import { withStatement } from "../functions/permissions.ts";
import { checkLayerPolicyRevision, layerStatement, parseLayerName, requireLayerForPolicy } from "../layer-versions.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html */
export const AddLayerVersionPermission: Operation<
  LambdaState,
  AddLayerVersionPermissionRequest,
  AddLayerVersionPermissionResponse
> = {
  authorize: onLayerVersion("AddLayerVersionPermission"),
  handle(call, input) {
    const { state } = call;
    const layer = parseLayerName(call, input.LayerName!);
    return state.transact((transaction) => {
      const version = requireLayerForPolicy(state, transaction, layer, input.VersionNumber!);
      const present = state.layers.policy(transaction, layer, version.version);
      const statement = layerStatement(version, input);
      const policy = withStatement(present, statement, call.host.ids);
      checkLayerPolicyRevision(present, input.RevisionId);
      state.layers.putPolicy(transaction, layer, version.version, policy);
      return { Statement: JSON.stringify(statement), RevisionId: policy.revisionId };
    });
  },
};
