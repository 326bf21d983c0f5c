import type { ListTagsRequest, ListTagsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onTagged } from "../authorization.ts";
import { tagsOf } from "../functions/tags.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const ListTags: Operation<LambdaState, ListTagsRequest, ListTagsResponse> = {
  authorize: onTagged("ListTags"),
  handle(call, { Resource }) {
    return { Tags: tagsOf(call, call.state.reader, Resource!) };
  },
};
