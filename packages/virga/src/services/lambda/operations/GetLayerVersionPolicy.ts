import type { GetLayerVersionPolicyRequest, GetLayerVersionPolicyResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayerVersion } from "../authorization.ts";
import { resourceNotFound } from "../errors.ts";
import { parseLayerName, requireLayerForPolicy } from "../layer-versions.ts";
import { policyDocument } from "../model.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html */
export const GetLayerVersionPolicy: Operation<
  LambdaState,
  GetLayerVersionPolicyRequest,
  GetLayerVersionPolicyResponse
> = {
  authorize: onLayerVersion("GetLayerVersionPolicy"),
  handle(call, { LayerName, VersionNumber }) {
    const { state } = call;
    const layer = parseLayerName(call, LayerName!);
    const { version } = requireLayerForPolicy(state, state.reader, layer, VersionNumber!);
    const policy = state.layers.policy(state.reader, layer, version);
    if (!policy) throw resourceNotFound("No policy is associated with the given resource.");
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  },
};
