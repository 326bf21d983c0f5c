import type { ListAttachedUserPoliciesCommandInput, ListAttachedUserPoliciesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** The managed policies attached to a user. */
export const ListAttachedUserPolicies: Operation<
  IamState,
  ListAttachedUserPoliciesCommandInput,
  Omit<ListAttachedUserPoliciesCommandOutput, "$metadata">
> = {
  authorize: onUser("ListAttachedUserPolicies"),
  handle(call, input) {
    const attached = new PolicyHolders(call, "user").attachedPolicies(input.UserName ?? "", input.PathPrefix);
    const { items, position } = pageOf(attached, ({ PolicyName = "" }) => PolicyName, input);
    return { AttachedPolicies: [...items], ...position };
  },
};
