import type { ListPoliciesCommandInput, ListPoliciesCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPath } from "../authorization.ts";
import { awsManagedPolicies } from "../aws-managed-policies.ts";
import { pageOf } from "../paging.ts";
import { listedPolicy } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The managed policies of the account and of AWS. */
export const ListPolicies: Operation<
  IamState,
  ListPoliciesCommandInput,
  Omit<ListPoliciesCommandOutput, "$metadata">
> = {
  authorize: onPath("ListPolicies", "policy"),
  handle({ state, account }, input) {
    const { Scope = "All", PathPrefix = "/", OnlyAttached = false, PolicyUsageFilter: usage } = input;
    const local = Scope === "AWS" ? [] : state.policies.list(account);
    const managed = Scope === "Local" ? [] : Array.from(awsManagedPolicies.values());
    const policies = [...local, ...managed]
      .filter(({ path }) => path.startsWith(PathPrefix))
      .sort((left, right) => (left.arn < right.arn ? -1 : 1))
      .map((policy) => listedPolicy(state, account, policy))
      .filter((policy) => !OnlyAttached || usage === "PermissionsBoundary" || policy.AttachmentCount !== 0)
      .filter((policy) => usage !== "PermissionsBoundary" || policy.PermissionsBoundaryUsageCount !== 0)
      .filter((policy) => usage !== "PermissionsPolicy" || policy.AttachmentCount !== 0);
    const { items, position } = pageOf(policies, ({ Arn = "" }) => Arn, input);
    return { Policies: [...items], ...position };
  },
};
