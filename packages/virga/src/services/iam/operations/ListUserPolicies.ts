import type { ListUserPoliciesCommandInput, ListUserPoliciesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** The names of a user's inline policies. */
export const ListUserPolicies: Operation<
  IamState,
  ListUserPoliciesCommandInput,
  Omit<ListUserPoliciesCommandOutput, "$metadata">
> = {
  authorize: onUser("ListUserPolicies"),
  handle(call, input) {
    const { inlinePolicies } = new PolicyHolders(call, "user").get(input.UserName ?? "");
    const { items, position } = pageOf(Object.keys(inlinePolicies), (name) => name, input);
    return { PolicyNames: [...items], ...position };
  },
};
