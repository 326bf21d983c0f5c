import { AwsError, VirgaError } from "../errors.ts";
import { type Principal, principalName, type SessionPrincipal } from "../principal.ts";
import type { Report } from "../service.ts";
import { type CompiledPolicy, compilePolicy } from "./compiled-policy.ts";
import {
  type ApplicablePolicies,
  type Decision,
  type EvaluationNotes,
  evaluate,
  explainDecision,
} from "./evaluation.ts";
import { type PolicyKind, parsePolicyDocument } from "./policy-document.ts";
import type {
  AssumeRoleRequest,
  AuthorizationCall,
  AuthorizationRequest,
  Iam,
  IamMode,
  Identity,
  IdentitySource,
} from "./ports.ts";
import { RequestContext, resourceAccount } from "./request-context.ts";

/** What decisions are made from. */
export interface IamOptions {
  readonly mode: IamMode;
  /** Asked at each decision, since services come after IAM. */
  identities(): readonly IdentitySource[];
  report(report: Report): void;
}

interface CompiledIdentity {
  readonly policies: readonly CompiledPolicy[];
  readonly boundary: CompiledPolicy | undefined;
  /** What the role's trust policy says. */
  readonly trust: CompiledPolicy | undefined;
  /** Decisions by action and resource, as far as they depend on nothing else. */
  readonly decisions: Map<string, Decision>;
  /** Decisions whether services may take on the role, by action and service, as far as nothing else matters. */
  readonly assumptions: Map<string, Decision>;
}

const mostCompiledPolicies = 2_000;
const mostDecisionsPerIdentity = 1_000;
const mostReported = 10_000;
const nobody: CompiledIdentity = {
  policies: [],
  boundary: undefined,
  trust: undefined,
  decisions: new Map(),
  assumptions: new Map(),
};

class PolicyEngine implements Iam {
  readonly mode: IamMode;
  readonly #identities: () => readonly IdentitySource[];
  readonly #report: (report: Report) => void;
  readonly #compiled = new WeakMap<Identity, CompiledIdentity>();
  /** Resource, session and trust policies by kind and text; the one not used for longest goes first. */
  readonly #policies = new Map<string, CompiledPolicy>();
  readonly #reported = new Set<string>();

  constructor(options: IamOptions) {
    this.mode = options.mode;
    this.#identities = () => options.identities();
    this.#report = (report) => options.report(report);
  }

  authorize(principal: Principal, request: AuthorizationRequest, call: AuthorizationCall): void {
    if (this.mode === "off") return;
    const decision = this.#decide(principal, request, call);
    if (decision.outcome === "allowed") return;
    const message = denialMessage(principal, request, decision);
    call.span?.set("iam.decision", explainDecision(decision));
    if (this.mode === "enforce") throw new AwsError("AccessDeniedException", message);
    this.#warn(`${principalName(principal)}\n${request.action}\n${request.resource}`, message);
  }

  assumeRole(request: AssumeRoleRequest, call: AuthorizationCall): SessionPrincipal {
    const { roleArn, sessionName, by } = request;
    const role = this.#find((source) => source.role(roleArn));
    if (this.mode !== "off") this.#authorizeAssumption(request, role, call);
    if (!role) throw assumptionDenied(by, "sts:AssumeRole", roleArn);
    return {
      kind: "session",
      account: role.account,
      roleArn: role.arn,
      roleId: role.id,
      sessionName,
      arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
      sessionPolicies: request.sessionPolicies ?? [],
      ...(request.tags ? { tags: request.tags } : {}),
      ...(request.transitiveTagKeys ? { transitiveTagKeys: request.transitiveTagKeys } : {}),
    };
  }

  #authorizeAssumption(request: AssumeRoleRequest, role: Identity | undefined, call: AuthorizationCall): void {
    const { roleArn, by, tags } = request;
    const actions = tags && Object.keys(tags).length > 0 ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"];
    const context = assumptionContext(request);
    for (const action of actions) {
      const authorization = { action, resource: roleArn, context };
      const decision = role && this.#decideAssumption(by, authorization, call, role);
      if (decision?.outcome === "allowed") continue;
      if (decision) call.span?.set("iam.decision", explainDecision(decision));
      if (this.mode === "enforce" || !role) throw assumptionDenied(by, action, roleArn);
      const denial = assumptionDenied(by, action, roleArn);
      this.#warn(`${principalName(by)}\n${action}\n${roleArn}`, denial.message);
    }
  }

  /** For a service it depends on the service and the action alone, unless the trust policy has conditions. */
  #decideAssumption(by: Principal, request: AuthorizationRequest, call: AuthorizationCall, role: Identity): Decision {
    const { assumptions, trust } = this.#compileIdentity(role);
    if (by.kind !== "service") return this.#decide(by, request, call, trust);
    const name = `${request.action} ${by.service}`;
    const known = assumptions.get(name);
    if (known) return known;
    const notes = { contextual: false };
    const decision = this.#decide(by, request, call, trust, notes);
    if (!notes.contextual && assumptions.size < mostDecisionsPerIdentity) assumptions.set(name, decision);
    return decision;
  }

  /** With a trust policy the request is to assume its role, which that policy must allow. */
  #decide(
    principal: Principal,
    request: AuthorizationRequest,
    call: AuthorizationCall,
    trustPolicy?: CompiledPolicy,
    notes: EvaluationNotes = { contextual: false },
  ): Decision {
    if (isOwnersRoot(principal, request, call) && !trustPolicy) return unopposed;
    const identity = this.#identityOf(principal);
    const compiled = identity ? this.#compileIdentity(identity) : nobody;
    const sessionPolicies = principal.kind === "session" ? principal.sessionPolicies : [];
    const cacheable = identity && sessionPolicies.length === 0 && !request.resourcePolicy && !trustPolicy;
    const cacheKey = cacheable ? `${request.action}\n${request.resource}\n${call.account}` : "";
    const cached = cacheable ? compiled.decisions.get(cacheKey) : undefined;
    if (cached) return cached;
    const account = "account" in principal ? principal.account : undefined;
    const resourcePolicy = request.resourcePolicy && this.#compile("resource", request.resourcePolicy);
    const policies: ApplicablePolicies = {
      identity: compiled.policies,
      boundary: compiled.boundary,
      session: sessionPolicies.map((text) => this.#compile("identity", text)),
      resource: trustPolicy ?? (resourcePolicy || undefined),
      sameAccount: account === resourceAccount(request.resource, call) || account === undefined,
      resourceMustAllow: trustPolicy !== undefined || account === undefined || request.resourcePolicyDecides === true,
      grants: request.grants ?? [],
      allowsByDefault: principal.kind === "root",
    };
    const context = new RequestContext(principal, request, call);
    const lowerCaseAction = request.action.toLowerCase();
    const decision = evaluate(policies, principal, { lowerCaseAction, resource: request.resource, context }, notes);
    if (cacheable && !notes.contextual) {
      if (compiled.decisions.size >= mostDecisionsPerIdentity) compiled.decisions.clear();
      compiled.decisions.set(cacheKey, decision);
    }
    return decision;
  }

  #identityOf(principal: Principal): Identity | undefined {
    if (principal.kind === "session") return this.#find((source) => source.role(principal.roleArn));
    if (principal.kind === "user") return this.#find((source) => source.user(principal.arn));
    return undefined;
  }

  #find(look: (source: IdentitySource) => Identity | undefined): Identity | undefined {
    for (const source of this.#identities()) {
      const found = look(source);
      if (found) return found;
    }
    return undefined;
  }

  #compileIdentity(identity: Identity): CompiledIdentity {
    let compiled = this.#compiled.get(identity);
    if (!compiled) {
      const { policies, permissionsBoundary: boundary, trustPolicy } = identity;
      compiled = {
        policies: policies.map(({ name, document }) => ({ ...this.#compile("identity", document), name })),
        boundary: boundary && { ...this.#compile("identity", boundary.document), name: boundary.name },
        trust: trustPolicy === undefined ? undefined : this.#compile("trust", trustPolicy),
        decisions: new Map(),
        assumptions: new Map(),
      };
      this.#compiled.set(identity, compiled);
    }
    return compiled;
  }

  #compile(kind: PolicyKind, text: string): CompiledPolicy {
    const cacheKey = `${kind}\n${text}`;
    let compiled = this.#policies.get(cacheKey);
    if (compiled) this.#policies.delete(cacheKey);
    else compiled = compileStored(kind, text);
    this.#policies.set(cacheKey, compiled);
    if (this.#policies.size > mostCompiledPolicies) this.#policies.delete(this.#policies.keys().next().value ?? "");
    return compiled;
  }

  #warn(about: string, message: string): void {
    if (this.#reported.has(about)) return;
    if (this.#reported.size >= mostReported) this.#reported.clear();
    this.#reported.add(about);
    this.#report({ level: "warning", source: "iam", message });
  }
}

const unopposed: Decision = { outcome: "allowed" };

/** The root of the resource's own account, whom only a policy of the resource itself could deny anything. */
function isOwnersRoot(principal: Principal, request: AuthorizationRequest, call: AuthorizationCall): boolean {
  if (principal.kind !== "root" || request.resourcePolicy) return false;
  return resourceAccount(request.resource, call) === principal.account;
}

/** Policies are checked when they are stored, so one that cannot be read here is a defect. */
function compileStored(kind: PolicyKind, text: string): CompiledPolicy {
  try {
    return compilePolicy(kind, parsePolicyDocument(text, kind));
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const message = `a stored ${kind} policy is not a policy document: ${thrown.message}`;
    throw new VirgaError("StoredPolicyInvalid", message, { where: text.slice(0, 500), cause: thrown });
  }
}

function assumptionContext(request: AssumeRoleRequest): Record<string, string | readonly string[]> {
  const { sessionName, externalId, tags = {} } = request;
  const context: Record<string, string | readonly string[]> = { "sts:RoleSessionName": sessionName };
  if (externalId !== undefined) context["sts:ExternalId"] = externalId;
  const tagKeys = Object.keys(tags);
  if (tagKeys.length > 0) context["aws:TagKeys"] = tagKeys;
  for (const tagKey of tagKeys) context[`aws:RequestTag/${tagKey}`] = tags[tagKey] ?? "";
  return context;
}

function assumptionDenied(by: Principal, action: string, roleArn: string): AwsError {
  const message = `User: ${principalName(by)} is not authorized to perform: ${action} on resource: ${roleArn}`;
  return new AwsError("AccessDenied", message, { status: 403 });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denialMessage(principal: Principal, { action, resource }: AuthorizationRequest, decision: Decision): string {
  const on = resource === "*" ? "" : ` on resource: ${resource}`;
  const start = `User: ${principalName(principal)} is not authorized to perform: ${action}${on}`;
  if (decision.outcome === "denied") {
    const { type } = decision.by;
    return `${start} with an explicit deny in ${type.startsWith("i") ? "an" : "a"} ${type}`;
  }
  const missing = decision.outcome === "not-allowed" ? decision.missing : "identity-based policy";
  return `${start} because no ${missing} allows the ${action} action`;
}

/** Makes the IAM of a runtime. */
export function createIam(options: IamOptions): Iam {
  return new PolicyEngine(options);
}
