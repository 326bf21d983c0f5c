import type { RemoveLayerVersionPermissionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayerVersion } from "../authorization.ts";
import { withoutStatement } from "../functions/permissions.ts";
import { checkLayerPolicyRevision, parseLayerName, requireLayerForPolicy } from "../layer-versions.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemoveLayerVersionPermission.html */
export const RemoveLayerVersionPermission: Operation<LambdaState, RemoveLayerVersionPermissionRequest, object> = {
  authorize: onLayerVersion("RemoveLayerVersionPermission"),
  handle(call, { LayerName, VersionNumber, StatementId, RevisionId }) {
    const { state } = call;
    const layer = parseLayerName(call, LayerName!);
    state.transact((transaction) => {
      const { version } = requireLayerForPolicy(state, transaction, layer, VersionNumber!);
      const present = state.layers.policy(transaction, layer, version);
      checkLayerPolicyRevision(present, RevisionId);
      state.layers.putPolicy(transaction, layer, version, withoutStatement(present, StatementId!, call.host.ids));
    });
    return {};
  },
};
