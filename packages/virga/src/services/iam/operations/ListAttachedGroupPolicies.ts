import type {
  ListAttachedGroupPoliciesCommandInput,
  ListAttachedGroupPoliciesCommandOutput,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** The managed policies attached to a group. */
export const ListAttachedGroupPolicies: Operation<
  IamState,
  ListAttachedGroupPoliciesCommandInput,
  Omit<ListAttachedGroupPoliciesCommandOutput, "$metadata">
> = {
  authorize: onGroup("ListAttachedGroupPolicies"),
  handle(call, input) {
    const attached = new PolicyHolders(call, "group").attachedPolicies(input.GroupName ?? "", input.PathPrefix);
    const { items, position } = pageOf(attached, ({ PolicyName = "" }) => PolicyName, input);
    return { AttachedPolicies: [...items], ...position };
  },
};
