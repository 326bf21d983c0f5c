import type { Principal } from "../principal.ts";
import type { PrincipalElement } from "./policy-document.ts";

/**
 * As what a `Principal` element means a caller; the nearer, the more the policy's Allow is worth:
 * `self` for the session or user itself (or everyone), `role` for the session's role, `account` for the whole
 * account, which only lets the account's own policies decide.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type PrincipalMatch = "self" | "role" | "account";

/** How near a `Principal` element is to a caller; `undefined` if it does not mean the caller. */
export function matchPrincipal(element: PrincipalElement, principal: Principal): PrincipalMatch | undefined {
  if (element === "*") return "self";
  if (principal.kind === "service") {
    // A topic's default policy lets all of AWS, if it acts for the owner: that is how alarms of CloudWatch publish.
    const actsForOwner = principal.sourceOwner !== undefined && element.AWS?.includes("*");
    return element.Service?.includes(principal.service) || actsForOwner ? "self" : undefined;
  }
  let nearest: PrincipalMatch | undefined;
  for (const value of element.AWS ?? []) {
    const match = matchAws(value, principal);
    if (match === "self") return match;
    if (match === "role" || nearest === undefined) nearest = match;
  }
  return nearest;
}

/** Whether a grant's grantee means a caller. A whole account stands for its root alone. */
export function isGrantee(grantee: string, principal: Principal): boolean {
  if (principal.kind === "service") return grantee === principal.service;
  const match = matchAws(grantee, principal);
  return match === "account" ? principal.kind === "root" : match !== undefined;
}

function matchAws(value: string, principal: Exclude<Principal, { kind: "service" }>): PrincipalMatch | undefined {
  if (value === "*") return "self";
  if (principal.kind === "anonymous") return undefined;
  if (value === principal.account || value === `arn:aws:iam::${principal.account}:root`) return "account";
  if (principal.kind === "session") {
    if (value === principal.arn) return "self";
    return value === principal.roleArn || value === principal.roleId ? "role" : undefined;
  }
  if (principal.kind === "user") return value === principal.arn || value === principal.userId ? "self" : undefined;
  return undefined;
}
