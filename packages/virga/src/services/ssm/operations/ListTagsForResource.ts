import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../kernel/service.ts";
import { onTaggedParameter, taggedParameter } from "../authorization.ts";
import { invalidResourceId } from "../errors.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html */
export const ListTagsForResource: Operation<
  SsmState,
  ListTagsForResourceCommandInput,
  Omit<ListTagsForResourceCommandOutput, "$metadata">
> = {
  authorize: onTaggedParameter("ListTagsForResource"),
  handle(call, input) {
    const parameter = call.state.find(call.state.reader, call, taggedParameter(input));
    if (!parameter) throw invalidResourceId();
    return { TagList: Object.entries(parameter.tags).map(([Key, Value]) => ({ Key, Value })) };
  },
};
