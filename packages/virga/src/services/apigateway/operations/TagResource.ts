import type { TagResourceRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { taggedResource } from "../tagging.ts";

/** Puts tags on an API or a stage. */
export const TagResource: Operation<ApiGatewayState, TagResourceRequest, object> = {
  authorize: (call, input) => managing(call, "PUT", `/tags/${input.resourceArn}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => {
      const { tags, save } = taggedResource(state, transaction, call, input.resourceArn ?? "");
      save(transaction, { ...tags, ...input.tags });
    });
    return {};
  },
};
