import type { CreateStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { newCanary } from "../canary.ts";
import { checkCanaryDeployment, deployToStage } from "../deploying.ts";
import { checkVersion } from "../documentation/documented-apis.ts";
import { conflict, unsupported } from "../errors.ts";
import { defined, managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { stageView } from "../views.ts";

/** Creates a stage on a deployment. */
export const CreateStage: Operation<ApiGatewayState, CreateStageRequest, Stage> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/stages`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", stageName = "", deploymentId = "" } = input;
    if (input.cacheClusterEnabled) throw unsupported("cache clusters");
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      state.deployments.get(transaction, call, restApiId, deploymentId);
      checkVersion(state, transaction, call, restApiId, input.documentationVersion);
      if (state.stages.find(transaction, call, restApiId, stageName)) throw conflict("Stage already exists");
      const settings = defined({
        description: input.description,
        variables: input.variables,
        documentationVersion: input.documentationVersion,
        tracingEnabled: input.tracingEnabled,
        tags: input.tags,
        canarySettings: input.canarySettings && newCanary(input.canarySettings, deploymentId),
      });
      const created = { stageName, deploymentId, ...settings };
      checkCanaryDeployment(state, transaction, call, restApiId, created);
      return stageView(deployToStage(state, transaction, call, restApiId, created, call.now));
    });
  },
};
