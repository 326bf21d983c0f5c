import type { GetLayerVersionByArnRequest, GetLayerVersionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayerVersion } from "../authorization.ts";
import { describeLayerVersion, parseLayerVersionArn, requireLayerVersion } from "../layer-versions.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
export const GetLayerVersionByArn: Operation<LambdaState, GetLayerVersionByArnRequest, GetLayerVersionResponse> = {
  authorize(call, { Arn = "" }) {
    const { version } = parseLayerVersionArn(Arn);
    const LayerName = Arn.slice(0, Arn.lastIndexOf(":"));
    return onLayerVersion("GetLayerVersion")(call, { LayerName, VersionNumber: version });
  },
  handle(call, { Arn }) {
    const { version, ...layer } = parseLayerVersionArn(Arn!);
    return describeLayerVersion(call.host, requireLayerVersion(call.state, call.state.reader, layer, version));
  },
};
