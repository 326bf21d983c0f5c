import type { UntagResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { taggedResource } from "../tagging.ts";

/** Takes tags off an API or a stage. */
export const UntagResource: Operation<ApiGatewayState, UntagResourceRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/tags/${input.resourceArn}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const { tags, save } = taggedResource(state, transaction, call, input.resourceArn ?? "");
      save(transaction, Object.fromEntries(Object.entries(tags).filter(([key]) => !input.tagKeys?.includes(key))));
    });
    return {};
  },
};
