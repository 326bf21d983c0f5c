import type { Group, PolicyHolder, Role, User } from "./model.ts";
import type { IamState } from "./state.ts";

/** The roles, users and groups of an account that a managed policy is attached to. */
export function holdersAttached(
  state: IamState,
  account: string,
  policyArn: string,
): { readonly roles: readonly Role[]; readonly users: readonly User[]; readonly groups: readonly Group[] } {
  const isAttached = ({ attachedPolicies }: PolicyHolder) => attachedPolicies.includes(policyArn);
  return {
    roles: state.roles.list(account).filter(isAttached),
    users: state.users.list(account).filter(isAttached),
    groups: state.groups.list(account).filter(isAttached),
  };
}

/** The roles and users of an account whose permissions boundary a managed policy is. */
export function boundaryUses(state: IamState, account: string, policyArn: string): readonly PolicyHolder[] {
  const holders: PolicyHolder[] = [...state.roles.list(account), ...state.users.list(account)];
  return holders.filter(({ permissionsBoundary }) => permissionsBoundary === policyArn);
}
