import type { DeleteLayerVersionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayerVersion } from "../authorization.ts";
import { checkVersionNumber, parseLayerName } from "../layer-versions.ts";
import type { LambdaState } from "../state.ts";

/** Functions that name it keep it; one that is not there is none. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html */
export const DeleteLayerVersion: Operation<LambdaState, DeleteLayerVersionRequest, object> = {
  authorize: onLayerVersion("DeleteLayerVersion"),
  handle(call, { LayerName, VersionNumber }) {
    const { state } = call;
    const layer = parseLayerName(call, LayerName!);
    checkVersionNumber(VersionNumber!);
    state.transact((transaction) => {
      const version = state.layers.find(transaction, layer, VersionNumber!);
      if (version) state.layers.delete(transaction, version);
    });
    return {};
  },
};
