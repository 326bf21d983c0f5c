import type { AddTagsToResourceCommandInput } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../kernel/service.ts";
import { onTaggedParameter, taggedParameter } from "../authorization.ts";
import { invalidResourceId } from "../errors.ts";
import type { SsmState } from "../state.ts";
import { mergedTags } from "../tags.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
export const AddTagsToResource: Operation<SsmState, AddTagsToResourceCommandInput, object> = {
  authorize: onTaggedParameter("AddTagsToResource"),
  handle(call, input) {
    const name = taggedParameter(input);
    return call.state.transact((transaction) => {
      const parameter = call.state.find(transaction, call, name);
      if (!parameter) throw invalidResourceId();
      call.state.put(transaction, call, { ...parameter, tags: mergedTags(parameter.tags, input.Tags!) });
      return {};
    });
  },
};
