import type { ListLayerVersionsRequest, ListLayerVersionsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { describeListedLayerVersion, isCompatible, parseLayerName } from "../layer-versions.ts";
import { afterMarker, pageOf } from "../paging.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html */
export const ListLayerVersions: Operation<LambdaState, ListLayerVersionsRequest, ListLayerVersionsResponse> = {
  authorize: onEverything("ListLayerVersions"),
  handle(call, input) {
    const { layers, reader } = call.state;
    const { after } = afterMarker(input);
    const listing = layers
      .versions(reader, parseLayerName(call, input.LayerName!), after === undefined ? undefined : Number(after))
      .filter((version) => isCompatible(version, input));
    const { items, next } = pageOf(listing, input, ({ version }) => String(version));
    return { LayerVersions: items.map(describeListedLayerVersion), ...next };
  },
};
