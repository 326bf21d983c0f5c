import type { UntagResourceRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../authorization.ts";
import { parseTaggable } from "../functions/tags.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export const UntagResource: Operation<LambdaState, UntagResourceRequest, object> = {
  authorize: onTagged("UntagResource"),
  handle(call, { Resource, TagKeys = [] }) {
    const { state } = call;
    const place = parseTaggable(call, Resource!);
    state.transact((transaction) => {
      const record = state.function(transaction, place);
      const kept = Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key));
      state.putFunction(transaction, { ...record, tags: Object.fromEntries(kept) });
    });
    return {};
  },
};
