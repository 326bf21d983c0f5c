import type { Principal } from "../principal.ts";
import { type Condition, compileConditions } from "./conditions.ts";
import type { PolicyDocument, PolicyStatement, PrincipalElement } from "./policy-document.ts";
import { type ConditionContext, compilePolicyText } from "./policy-variables.ts";
import { matchPrincipal, type PrincipalMatch } from "./principal-matching.ts";
import { compilePattern, markWildcards, matchesPattern } from "./wildcard-pattern.ts";

/** What statements are compared with: the action in lower case, as AWS compares actions without regard to case. */
export interface PolicyRequest {
  readonly lowerCaseAction: string;
  readonly resource: string;
  readonly context: ConditionContext;
}

/** One statement, ready to be compared with requests. */
export interface CompiledStatement {
  readonly sid: string | undefined;
  /** Position in its policy, from 0. */
  readonly index: number;
  readonly effect: "Allow" | "Deny";
  /** Whether it depends on more than action and resource. */
  readonly contextual: boolean;
  readonly principal: PrincipalElement | undefined;
  readonly notPrincipal: PrincipalElement | undefined;
  matchesAction(lowerCaseAction: string): boolean;
  /** Resource and condition. */
  matchesRest(request: PolicyRequest): boolean;
}

export interface CompiledPolicy {
  readonly name: string;
  readonly statements: readonly CompiledStatement[];
}

/** Compiles a policy's statements to matchers. */
export function compilePolicy(name: string, document: PolicyDocument): CompiledPolicy {
  const hasVariables = document.version === "2012-10-17";
  return { name, statements: document.statements.map((each, index) => compileStatement(each, index, hasVariables)) };
}

function compileStatement(statement: PolicyStatement, index: number, hasVariables: boolean): CompiledStatement {
  const { sid, effect, action, notAction, resource, notResource, principal, notPrincipal } = statement;
  const actions = compileActions(action ?? notAction ?? []);
  const resources = compileResources(resource ?? notResource ?? ["*"], hasVariables);
  const condition: Condition | undefined = compileConditions(statement.condition, hasVariables);
  const actionIs = action !== undefined;
  const resourceIs = notResource === undefined;
  return {
    sid,
    index,
    effect,
    contextual: condition !== undefined || resources.contextual,
    principal,
    notPrincipal,
    matchesAction: (lowerCaseAction) => actions(lowerCaseAction) === actionIs,
    matchesRest: (request) =>
      resources.test(request) === resourceIs && (condition === undefined || condition(request.context)),
  };
}

function compileActions(actions: readonly string[]): (lowerCaseAction: string) => boolean {
  const exact = new Set<string>();
  const patterns: ((action: string) => boolean)[] = [];
  for (const action of actions) {
    const lower = action.toLowerCase();
    if (/[*?]/.test(lower)) patterns.push(compilePattern(markWildcards(lower)));
    else exact.add(lower);
  }
  return (action) => exact.has(action) || patterns.some((matches) => matches(action));
}

function compileResources(
  resources: readonly string[],
  hasVariables: boolean,
): { readonly contextual: boolean; test(request: PolicyRequest): boolean } {
  const texts = resources.map((resource) => compilePolicyText(resource, hasVariables));
  const constant = texts.flatMap(({ constant }) => (constant === undefined ? [] : [compilePattern(constant)]));
  const variable = texts.filter(({ constant }) => constant === undefined);
  return {
    contextual: variable.length > 0,
    test: ({ resource, context }) =>
      constant.some((matches) => matches(resource)) ||
      variable.some((text) => {
        const pattern = text.resolve(context);
        return pattern !== undefined && matchesPattern(pattern, resource);
      }),
  };
}

/** How near a resource policy's statement means the caller; an identity's statement has no principal and means it. */
export function statementPrincipal(statement: CompiledStatement, principal: Principal): PrincipalMatch | undefined {
  if (statement.principal) return matchPrincipal(statement.principal, principal);
  if (statement.notPrincipal) return matchPrincipal(statement.notPrincipal, principal) ? undefined : "self";
  return "self";
}
