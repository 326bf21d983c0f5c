import type { PutRolePolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Puts an inline policy on a role, in place of one with the same name. */
export const PutRolePolicy: Operation<IamState, PutRolePolicyCommandInput, object> = {
  authorize: onRole("PutRolePolicy"),
  handle(call, { RoleName: name = "", PolicyName = "", PolicyDocument = "" }) {
    new PolicyHolders(call, "role").putInlinePolicy(name, PolicyName, PolicyDocument);
    return {};
  },
};
