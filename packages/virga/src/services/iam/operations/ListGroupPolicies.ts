import type { ListGroupPoliciesCommandInput, ListGroupPoliciesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** The names of a group's inline policies. */
export const ListGroupPolicies: Operation<
  IamState,
  ListGroupPoliciesCommandInput,
  Omit<ListGroupPoliciesCommandOutput, "$metadata">
> = {
  authorize: onGroup("ListGroupPolicies"),
  handle(call, input) {
    const { inlinePolicies } = new PolicyHolders(call, "group").get(input.GroupName ?? "");
    const { items, position } = pageOf(Object.keys(inlinePolicies), (name) => name, input);
    return { PolicyNames: [...items], ...position };
  },
};
