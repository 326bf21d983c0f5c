import type { RemoveTagsFromResourceCommandInput } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../kernel/service.ts";
import { onTaggedParameter, taggedParameter } from "../authorization.ts";
import { invalidResourceId } from "../errors.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html */
export const RemoveTagsFromResource: Operation<SsmState, RemoveTagsFromResourceCommandInput, object> = {
  authorize: onTaggedParameter("RemoveTagsFromResource"),
  handle(call, input) {
    const name = taggedParameter(input);
    return call.state.transact((transaction) => {
      const parameter = call.state.find(transaction, call, name);
      if (!parameter) throw invalidResourceId();
      const tags = { ...parameter.tags };
      for (const tag of input.TagKeys ?? []) delete tags[tag];
      call.state.put(transaction, call, { ...parameter, tags });
      return {};
    });
  },
};
