import type { UntagResourceRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../authorization.ts";
import { putTags, tagsOf } from "../functions/tags.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export const UntagResource: Operation<LambdaState, UntagResourceRequest, object> = {
  authorize: onTagged("UntagResource"),
  handle(call, { Resource, TagKeys = [] }) {
    const { state } = call;
    state.transact((transaction) => {
      const tags = tagsOf(call, transaction, Resource!);
      const kept = Object.entries(tags).filter(([key]) => !TagKeys.includes(key));
      putTags(call, transaction, Resource!, Object.fromEntries(kept));
    });
    return {};
  },
};
