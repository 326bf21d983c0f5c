import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { Call } from "../../kernel/service.ts";
import { validationError } from "./errors.ts";
import { type EntityType, entityArn } from "./model.ts";
import type { IamState } from "./state.ts";

type IamCall = Call<IamState>;

/** May do it to a role of this name, wherever its path puts it. */
export function onRole(
  action: string,
): (call: IamCall, input: { RoleName?: string | undefined }) => AuthorizationRequest {
  return ({ state, account }, { RoleName: name = "" }) => ({
    action: `iam:${action}`,
    resource: state.roles.find(account, name)?.arn ?? entityArn("role", account, "/", name),
  });
}

/** May do it to a user; without a name to the caller. */
export function onUser(
  action: string,
): (call: IamCall, input: { UserName?: string | undefined }) => AuthorizationRequest {
  return ({ state, account, principal }, { UserName }) => {
    const name = UserName ?? (principal.kind === "user" ? principal.userName : undefined);
    const resource =
      name === undefined ? "*" : (state.users.find(account, name)?.arn ?? entityArn("user", account, "/", name));
    return { action: `iam:${action}`, resource };
  };
}

/** May do it to a group of this name, wherever its path puts it. */
export function onGroup(
  action: string,
): (call: IamCall, input: { GroupName?: string | undefined }) => AuthorizationRequest {
  return ({ state, account }, { GroupName: name = "" }) => ({
    action: `iam:${action}`,
    resource: state.groups.find(account, name)?.arn ?? entityArn("group", account, "/", name),
  });
}

export function onPolicy(
  action: string,
): (call: IamCall, input: { PolicyArn?: string | undefined }) => AuthorizationRequest {
  return (_call, { PolicyArn = "" }) => ({ action: `iam:${action}`, resource: PolicyArn });
}

/** May list what is under a path. */
export function onPath(
  action: string,
  type: EntityType,
): (call: IamCall, input: { PathPrefix?: string | undefined }) => AuthorizationRequest {
  return ({ account }, { PathPrefix = "/" }) => ({
    action: `iam:${action}`,
    resource: entityArn(type, account, PathPrefix, ""),
  });
}

/** The user that an operation means: the named one, or the user who calls. */
export function meantUser(principal: Principal, userName: string | undefined): string {
  if (userName !== undefined) return userName;
  if (principal.kind === "user") return principal.userName;
  throw validationError("Must specify userName when calling with non-User credentials");
}
