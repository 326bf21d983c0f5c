import type { TemplatePosition } from "./errors.ts";
import type { ArithmeticOperator } from "./numbers.ts";
import type { Value } from "./values.ts";

/** One part of a template's body. */
export type Statement =
  | { readonly type: "text"; readonly text: string; readonly position: TemplatePosition }
  | { readonly type: "reference"; readonly reference: Reference; readonly position: TemplatePosition }
  | {
      readonly type: "set";
      readonly target: Reference;
      readonly value: Expression;
      readonly position: TemplatePosition;
    }
  | {
      readonly type: "if";
      readonly branches: readonly Branch[];
      readonly otherwise: Block;
      readonly position: TemplatePosition;
    }
  | {
      readonly type: "foreach";
      readonly variable: string;
      readonly list: Expression;
      readonly body: Block;
      readonly position: TemplatePosition;
    }
  | { readonly type: "define"; readonly variable: string; readonly body: Block; readonly position: TemplatePosition }
  | { readonly type: "stop" | "break"; readonly position: TemplatePosition };

/** A run of statements. */
export type Block = readonly Statement[];

/** One `#if` or `#elseif` with what it guards. */
export interface Branch {
  readonly condition: Expression;
  readonly body: Block;
}

/** A reference such as `$order.items[0].getName("x")`: the variable and the steps taken from it. */
export interface Reference {
  readonly name: string;
  readonly steps: readonly Step[];
  /** As it stands in the template, from its `$` on, and where. */
  readonly source: string;
  readonly position: TemplatePosition;
}

/** One step of a reference. */
export type Step =
  | { readonly type: "property"; readonly name: string }
  | { readonly type: "method"; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly type: "index"; readonly index: Expression };

/** The comparison operators. */
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What may stand in a directive's parentheses. */
export type Expression =
  | { readonly type: "literal"; readonly value: Value }
  | { readonly type: "interpolation"; readonly body: Block }
  | { readonly type: "reference"; readonly reference: Reference }
  | { readonly type: "list"; readonly items: readonly Expression[] }
  | { readonly type: "map"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: "range"; readonly first: Expression; readonly last: Expression }
  | { readonly type: "not"; readonly operand: Expression }
  | { readonly type: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | {
      readonly type: "comparison";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    };
