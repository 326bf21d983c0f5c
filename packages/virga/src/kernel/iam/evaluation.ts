import type { Principal } from "../principal.ts";
import {
  type CompiledPolicy,
  type CompiledStatement,
  type PolicyRequest,
  statementPrincipal,
} from "./compiled-policy.ts";
import type { ResourceGrant } from "./ports.ts";
import { isGrantee, type PrincipalMatch } from "./principal-matching.ts";

/** The kinds of policies, as error messages name them. */
export type PolicyType =
  | "identity-based policy"
  | "resource-based policy"
  | "permissions boundary"
  | "session policy"
  | "grant";

/** A statement that decided something. */
export interface DecidingStatement {
  readonly type: PolicyType;
  /** The policy's name or ARN, or the grant's id. */
  readonly policy: string;
  readonly sid: string | undefined;
  /** Position of the statement in its policy, from 0. */
  readonly index: number;
}

/** The outcome of an evaluation and why. */
export type Decision =
  | { readonly outcome: "allowed"; readonly by?: DecidingStatement }
  | { readonly outcome: "denied"; readonly by: DecidingStatement }
  /** No statement allowed it; `missing` is the kind of policy that would have to. */
  | { readonly outcome: "not-allowed"; readonly missing: PolicyType };

/** All policies that have a say about one request. */
export interface ApplicablePolicies {
  readonly identity: readonly CompiledPolicy[];
  readonly boundary: CompiledPolicy | undefined;
  /** Together they narrow the session, if there are any. */
  readonly session: readonly CompiledPolicy[];
  readonly resource: CompiledPolicy | undefined;
  /** Whether the caller is of the resource's account. */
  readonly sameAccount: boolean;
  /** A role's trust policy, a key's policy: without its Allow no other policy counts. */
  readonly resourceMustAllow?: boolean;
  readonly grants?: readonly ResourceGrant[];
  /** The account's root needs no identity policy. */
  readonly allowsByDefault?: boolean;
}

interface Finding {
  readonly effect: "Allow" | "Deny";
  readonly match: PrincipalMatch;
  readonly statement: DecidingStatement;
}

/** Remembers whether any statement that was looked at depends on the request's context. */
export interface EvaluationNotes {
  contextual: boolean;
}

/**
 * Decides a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(
  policies: ApplicablePolicies,
  principal: Principal,
  request: PolicyRequest,
  notes: EvaluationNotes,
): Decision {
  const find = (type: PolicyType, searched: readonly CompiledPolicy[]) =>
    findStatement(type, searched, principal, request, notes);
  const identity = find("identity-based policy", policies.identity);
  const resource = policies.resource && find("resource-based policy", [policies.resource]);
  const boundary = policies.boundary && find("permissions boundary", [policies.boundary]);
  const session = find("session policy", policies.session);
  const denial = [identity, resource, boundary, session].find((finding) => finding?.effect === "Deny");
  if (denial) return { outcome: "denied", by: denial.statement };
  const grant = policies.grants?.find(({ grantee }) => isGrantee(grantee, principal));
  if (grant) return { outcome: "allowed", by: { type: "grant", policy: grant.id, sid: undefined, index: 0 } };
  const narrowedBy = (): PolicyType | undefined => {
    if (policies.boundary && !boundary) return "permissions boundary";
    return policies.session.length > 0 && !session ? "session policy" : undefined;
  };
  return decide(policies, identity, resource, narrowedBy);
}

function decide(
  policies: ApplicablePolicies,
  identity: Finding | undefined,
  resource: Finding | undefined,
  narrowedBy: () => PolicyType | undefined,
): Decision {
  const identityAllows = identity !== undefined || policies.allowsByDefault === true;
  const by = (finding: Finding | undefined): Decision =>
    finding ? { outcome: "allowed", by: finding.statement } : { outcome: "allowed" };
  if (policies.sameAccount) {
    // An Allow for the caller itself is all it takes; one for its role can still be narrowed.
    if (resource?.match === "self") return by(resource);
    if (policies.resourceMustAllow && !resource) return { outcome: "not-allowed", missing: "resource-based policy" };
    if (!identityAllows && resource?.match !== "role") {
      return { outcome: "not-allowed", missing: "identity-based policy" };
    }
  } else {
    if (!identityAllows) return { outcome: "not-allowed", missing: "identity-based policy" };
    if (!resource) return { outcome: "not-allowed", missing: "resource-based policy" };
  }
  const missing = narrowedBy();
  return missing ? { outcome: "not-allowed", missing } : by(identity ?? resource);
}

/** The first Deny that applies, or else the Allow that is nearest to the caller. */
function findStatement(
  type: PolicyType,
  policies: readonly CompiledPolicy[],
  principal: Principal,
  request: PolicyRequest,
  notes: EvaluationNotes,
): Finding | undefined {
  let allow: Finding | undefined;
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!statement.matchesAction(request.lowerCaseAction)) continue;
      const match = statementPrincipal(statement, principal);
      if (match === undefined) continue;
      if (statement.contextual) notes.contextual = true;
      if (!statement.matchesRest(request)) continue;
      const finding = { effect: statement.effect, match, statement: describe(type, policy, statement) };
      if (statement.effect === "Deny") return finding;
      if (!allow || nearness[match] > nearness[allow.match]) allow = finding;
    }
  }
  return allow;
}

const nearness: Readonly<Record<PrincipalMatch, number>> = { account: 0, role: 1, self: 2 };

function describe(type: PolicyType, policy: CompiledPolicy, { sid, index }: CompiledStatement): DecidingStatement {
  return { type, policy: policy.name, sid, index };
}

/** Says in one line which statement decided, for traces and "why" displays. */
export function explainDecision(decision: Decision): string {
  if (decision.outcome === "not-allowed") return `no ${decision.missing} allows it`;
  if (!decision.by) return "allowed: the account's root needs no policy";
  const { type, policy, sid, index } = decision.by;
  const statement = sid ? `statement '${sid}'` : `statement ${index + 1}`;
  return `${decision.outcome} by ${statement} of the ${type} '${policy}'`;
}
