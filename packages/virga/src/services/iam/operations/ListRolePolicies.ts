import type { ListRolePoliciesCommandInput, ListRolePoliciesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** The names of a role's inline policies. */
export const ListRolePolicies: Operation<
  IamState,
  ListRolePoliciesCommandInput,
  Omit<ListRolePoliciesCommandOutput, "$metadata">
> = {
  authorize: onRole("ListRolePolicies"),
  handle(call, input) {
    const { inlinePolicies } = new PolicyHolders(call, "role").get(input.RoleName ?? "");
    const { items, position } = pageOf(Object.keys(inlinePolicies), (name) => name, input);
    return { PolicyNames: [...items], ...position };
  },
};
