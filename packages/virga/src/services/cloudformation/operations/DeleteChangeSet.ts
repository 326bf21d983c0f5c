import type { DeleteChangeSetInput, DeleteChangeSetOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import { findChangeSet } from "../change-sets.ts";
import type { CloudFormation } from "../context.ts";

/** Deletes a change set; one that is not there is no error. */
export const DeleteChangeSet: Operation<CloudFormation, DeleteChangeSetInput, DeleteChangeSetOutput> = {
  authorize: stackAction("DeleteChangeSet"),
  handle(call, input) {
    try {
      call.state.state.deleteChangeSet(findChangeSet(call, input));
    } catch (thrown) {
      if (!(thrown instanceof AwsError && thrown.code === "ChangeSetNotFound")) throw thrown;
    }
    return {};
  },
};
