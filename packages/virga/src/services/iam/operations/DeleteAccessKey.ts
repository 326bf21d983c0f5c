import type { DeleteAccessKeyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { meantUser, onUser } from "../authorization.ts";
import type { IamState } from "../state.ts";

/** Deletes an access key. */
export const DeleteAccessKey: Operation<IamState, DeleteAccessKeyCommandInput, object> = {
  authorize: onUser("DeleteAccessKey"),
  handle({ state, account, principal }, { UserName, AccessKeyId = "" }) {
    state.deleteAccessKey(state.findAccessKey(account, meantUser(principal, UserName), AccessKeyId).id);
    return {};
  },
};
