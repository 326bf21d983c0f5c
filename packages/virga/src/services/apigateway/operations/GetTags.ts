import type { GetTagsRequest, Tags } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { taggedResource } from "../tagging.ts";

/** Lists the tags of what an ARN names. */
export const GetTags: Operation<ApiGatewayState, GetTagsRequest, Tags> = {
  authorize: (call, input) => managing(call, "GET", `/tags/${input.resourceArn}`),
  handle(call, input) {
    const { state } = call;
    return { tags: { ...taggedResource(state, state.reader, call, input.resourceArn ?? "").tags } };
  },
};
