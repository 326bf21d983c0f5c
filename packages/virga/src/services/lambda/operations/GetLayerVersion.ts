import type { GetLayerVersionRequest, GetLayerVersionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayerVersion } from "../authorization.ts";
import { describeLayerVersion, parseLayerName, requireLayerVersion } from "../layer-versions.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html */
export const GetLayerVersion: Operation<LambdaState, GetLayerVersionRequest, GetLayerVersionResponse> = {
  authorize: onLayerVersion("GetLayerVersion"),
  handle(call, { LayerName, VersionNumber }) {
    const layer = parseLayerName(call, LayerName!);
    return describeLayerVersion(call.host, requireLayerVersion(call.state, call.state.reader, layer, VersionNumber!));
  },
};
