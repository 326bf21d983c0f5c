import type { DeleteUserPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Deletes an inline policy of a user. */
export const DeleteUserPolicy: Operation<IamState, DeleteUserPolicyCommandInput, object> = {
  authorize: onUser("DeleteUserPolicy"),
  handle(call, { UserName: name = "", PolicyName = "" }) {
    new PolicyHolders(call, "user").deleteInlinePolicy(name, PolicyName);
    return {};
  },
};
