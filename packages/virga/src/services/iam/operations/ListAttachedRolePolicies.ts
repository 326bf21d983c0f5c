import type { ListAttachedRolePoliciesCommandInput, ListAttachedRolePoliciesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** The managed policies attached to a role. */
export const ListAttachedRolePolicies: Operation<
  IamState,
  ListAttachedRolePoliciesCommandInput,
  Omit<ListAttachedRolePoliciesCommandOutput, "$metadata">
> = {
  authorize: onRole("ListAttachedRolePolicies"),
  handle(call, input) {
    const attached = new PolicyHolders(call, "role").attachedPolicies(input.RoleName ?? "", input.PathPrefix);
    const { items, position } = pageOf(attached, ({ PolicyName = "" }) => PolicyName, input);
    return { AttachedPolicies: [...items], ...position };
  },
};
