import type { ListLayersRequest, ListLayersResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { describeListedLayerVersion, isCompatible } from "../layer-versions.ts";
import { type LayerVersion, layerArn } from "../model.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html */
export const ListLayers: Operation<LambdaState, ListLayersRequest, ListLayersResponse> = {
  authorize: onEverything("ListLayers"),
  handle(call, input) {
    const { layers, reader } = call.state;
    const newest = layers
      .layers(reader, call, afterMarker(input).after)
      .map((layer) => layers.versions(reader, layer).find((version) => isCompatible(version, input)))
      .filter((version): version is LayerVersion => version !== undefined);
    const { items, next } = pageOf(newest, input, ({ layerName }) => layerName);
    const Layers = items.map((version) => ({
      LayerName: version.layerName,
      LayerArn: layerArn(version, version.layerName),
      LatestMatchingVersion: describeListedLayerVersion(version),
    }));
    return { Layers, ...next };
  },
};
