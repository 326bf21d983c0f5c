import type { TagResourceRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../authorization.ts";
import { putTags, tagsOf } from "../functions/tags.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const TagResource: Operation<LambdaState, TagResourceRequest, object> = {
  authorize: onTagged("TagResource"),
  handle(call, { Resource, Tags }) {
    const { state } = call;
    state.transact((transaction) => {
      putTags(call, transaction, Resource!, { ...tagsOf(call, transaction, Resource!), ...Tags });
    });
    return {};
  },
};
