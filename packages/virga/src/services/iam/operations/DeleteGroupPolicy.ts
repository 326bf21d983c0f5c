import type { DeleteGroupPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Deletes an inline policy of a group. */
export const DeleteGroupPolicy: Operation<IamState, DeleteGroupPolicyCommandInput, object> = {
  authorize: onGroup("DeleteGroupPolicy"),
  handle(call, { GroupName: name = "", PolicyName = "" }) {
    new PolicyHolders(call, "group").deleteInlinePolicy(name, PolicyName);
    return {};
  },
};
