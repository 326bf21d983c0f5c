import { type CompiledPolicy, compilePolicy } from "../../../kernel/iam/compiled-policy.ts";
import { evaluate } from "../../../kernel/iam/evaluation.ts";
import { parsePolicyDocument } from "../../../kernel/iam/policy-document.ts";
import type { AuthorizationCall } from "../../../kernel/iam/ports.ts";
import { RequestContext } from "../../../kernel/iam/request-context.ts";
import type { Principal } from "../../../kernel/principal.ts";

const action = "execute-api:Invoke";
const anonymous: Principal = { kind: "anonymous" };

/** What a Lambda authorizer's policy and an API's own say together. */
export type PolicyOutcome = "allowed" | "denied" | "not-allowed";

/** Reads an API's own policy, which was checked when it was set. */
export function compileResourcePolicy(policy: string | undefined): CompiledPolicy | undefined {
  return policy ? compilePolicy("resource", parsePolicyDocument(policy, "resource")) : undefined;
}

/** What policies say of somebody who is known to the authorizer alone: an Allow of either is enough, a Deny of either final. */
export function judge(
  policies: { readonly authorizer?: CompiledPolicy; readonly resource: CompiledPolicy | undefined },
  resource: string,
  call: AuthorizationCall,
): PolicyOutcome {
  const context = new RequestContext(anonymous, { action, resource }, call);
  const applicable = {
    identity: policies.authorizer === undefined ? [] : [policies.authorizer],
    boundary: undefined,
    session: [],
    resource: policies.resource,
    sameAccount: true,
  };
  const request = { lowerCaseAction: action.toLowerCase(), resource, context };
  return evaluate(applicable, anonymous, request, { contextual: false }).outcome;
}
