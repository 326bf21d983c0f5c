import type { TagResourceRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../authorization.ts";
import { checkTags, parseTaggable } from "../functions/tags.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const TagResource: Operation<LambdaState, TagResourceRequest, object> = {
  authorize: onTagged("TagResource"),
  handle(call, { Resource, Tags }) {
    const { state } = call;
    const place = parseTaggable(call, Resource!);
    state.transact((transaction) => {
      const record = state.function(transaction, place);
      state.putFunction(transaction, { ...record, tags: checkTags({ ...record.tags, ...Tags }) });
    });
    return {};
  },
};
