import type { Stage, UpdateStageRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { checkAccessLog, checkCanaryDeployment } from "../deploying.ts";
import { checkVersion } from "../documentation/documented-apis.ts";
import { managing } from "../model.ts";
import { checkVariables } from "../quotas.ts";
import { patchStage } from "../stage-patch.ts";
import type { ApiGatewayState } from "../state.ts";
import { stageView } from "../views.ts";

/** Patches a stage; a patch of its deployment puts that one live. */
export const UpdateStage: Operation<ApiGatewayState, UpdateStageRequest, Stage> = {
  authorize: (call, input) => managing(call, "PATCH", `/restapis/${input.restApiId}/stages/${input.stageName}`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", stageName = "" } = input;
    return state.change((transaction) => {
      const before = state.stages.get(transaction, call, restApiId, stageName);
      const stage = { ...patchStage(before, input.patchOperations), updated: call.now };
      state.deployments.get(transaction, call, restApiId, stage.deploymentId);
      checkCanaryDeployment(state, transaction, call, restApiId, stage);
      if (stage.clientCertificateId) state.clientCertificates.get(transaction, call, stage.clientCertificateId);
      checkVersion(state, transaction, call, restApiId, stage.documentationVersion);
      checkVariables(stage.variables);
      checkAccessLog(stage, state.account(transaction, call));
      state.stages.put(transaction, call, restApiId, stageName, stage);
      return stageView(stage);
    });
  },
};
