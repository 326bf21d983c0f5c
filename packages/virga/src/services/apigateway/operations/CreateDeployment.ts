import type { CreateDeploymentRequest, Deployment } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { newCanary } from "../canary.ts";
import { deployCanary, deployToStage, takeSnapshot } from "../deploying.ts";
import { unsupported } from "../errors.ts";
import { defined, managing, newId } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { deploymentView } from "../views.ts";

/** Takes a snapshot of an API, and puts it on a stage if one is named. */
export const CreateDeployment: Operation<ApiGatewayState, CreateDeploymentRequest, Deployment> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/deployments`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", stageName } = input;
    if (input.cacheClusterEnabled) throw unsupported("cache clusters");
    const deployment = state.change((transaction) => {
      const snapshot = takeSnapshot(state, transaction, call, restApiId);
      const created = defined({ id: newId(call, 6), description: input.description, created: call.now, snapshot });
      state.deployments.put(transaction, call, restApiId, created.id, created);
      if (input.canarySettings !== undefined) {
        deployCanary(state, transaction, call, input, newCanary(input.canarySettings, created.id), call.now);
      } else if (stageName) {
        const settings = defined({
          description: input.stageDescription,
          variables: input.variables,
          tracingEnabled: input.tracingEnabled,
        });
        deployToStage(
          state,
          transaction,
          call,
          restApiId,
          { stageName, deploymentId: created.id, ...settings },
          call.now,
        );
      }
      return created;
    });
    return deploymentView(deployment);
  },
};
