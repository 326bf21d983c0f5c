import { markWildcards } from "./wildcard-pattern.ts";

/** Where condition keys and policy variables find their values; names in lower case. */
export interface ConditionContext {
  get(key: string): readonly string[] | undefined;
}

type Piece = string | { readonly variable: string; readonly otherwise: string | undefined };

/**
 * A text of a policy that may hold variables such as `${aws:username}` or `${aws:PrincipalTag/team, 'none'}`:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export interface PolicyText {
  /** The text with its wildcards marked, if it needs no context. */
  readonly constant: string | undefined;
  /** The text in a context, or `undefined` if a variable has no single value there. */
  resolve(context: ConditionContext): string | undefined;
}

const variable = /\$\{([^}]*)\}/g;
const withDefault = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/;

/** Compiles a policy's text; only documents of version 2012-10-17 have variables. */
export function compilePolicyText(text: string, hasVariables: boolean): PolicyText {
  const pieces = hasVariables ? split(text) : [markWildcards(text)];
  if (pieces.every((piece) => typeof piece === "string")) {
    const constant = pieces.join("");
    return { constant, resolve: () => constant };
  }
  return { constant: undefined, resolve: (context) => resolvePieces(pieces, context) };
}

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let after = 0;
  for (const found of text.matchAll(variable)) {
    pieces.push(markWildcards(text.slice(after, found.index)));
    after = found.index + found[0].length;
    const content = found[1]!;
    const [, name, otherwise] = withDefault.exec(content) ?? [];
    // ${*}, ${?} and ${$} stand for the characters themselves.
    if (content === "*" || content === "?" || content === "$") pieces.push(content);
    else if (name === undefined) pieces.push(markWildcards(found[0]));
    else pieces.push({ variable: name.toLowerCase(), otherwise });
  }
  pieces.push(markWildcards(text.slice(after)));
  return pieces;
}

function resolvePieces(pieces: readonly Piece[], context: ConditionContext): string | undefined {
  let resolved = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      resolved += piece;
      continue;
    }
    const values = context.get(piece.variable);
    const value = values?.length === 1 ? values[0] : piece.otherwise;
    if (value === undefined) return undefined;
    resolved += value;
  }
  return resolved;
}
