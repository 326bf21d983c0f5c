import type { AttributeValue } from "../values/attribute-value.ts";

/** The parameters of a request that hold expressions; error messages begin with their names. */
export type ExpressionKind =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

/** A step of a document path: an attribute's name, a placeholder for one (`#name`), or an index into a list. */
export type PathStep = { readonly name: string } | { readonly placeholder: string } | { readonly index: number };

/** A document path. */
export interface PathNode {
  readonly kind: "path";
  readonly steps: readonly PathStep[];
}

/** A placeholder for a value, with its colon. */
export interface ValueNode {
  readonly kind: "value";
  readonly name: string;
}

/** A value that is part of the request itself; only the legacy parameters have such. */
export interface LiteralNode {
  readonly kind: "literal";
  readonly value: AttributeValue;
}

/** A call of a function; as a condition or as an operand. */
export interface FunctionNode {
  readonly kind: "function";
  readonly name: string;
  readonly operands: readonly OperandNode[];
}

/** What has a value. */
export type OperandNode = PathNode | ValueNode | LiteralNode | FunctionNode;

/** An operator that compares two operands. */
export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** `left comparator right` */
export interface ComparisonNode {
  readonly kind: "comparison";
  readonly comparator: Comparator;
  readonly left: OperandNode;
  readonly right: OperandNode;
}

/** `operand BETWEEN lower AND upper` */
export interface BetweenNode {
  readonly kind: "between";
  readonly operand: OperandNode;
  readonly lower: OperandNode;
  readonly upper: OperandNode;
}

/** `operand IN (candidates)` */
export interface InNode {
  readonly kind: "in";
  readonly operand: OperandNode;
  readonly candidates: readonly OperandNode[];
}

/** `left AND right` or `left OR right` */
export interface LogicalNode {
  readonly kind: "and" | "or";
  readonly left: ConditionNode;
  readonly right: ConditionNode;
}

/** `NOT condition` */
export interface NotNode {
  readonly kind: "not";
  readonly condition: ConditionNode;
}

/** A condition that is no combination of others. */
export type SimpleConditionNode = ComparisonNode | BetweenNode | InNode | FunctionNode;
/** Any condition. */
export type ConditionNode = SimpleConditionNode | LogicalNode | NotNode;

/** A parsed condition, filter or key condition. */
export interface ConditionSyntax {
  readonly root: ConditionNode;
  /** Whether something stands in two pairs of parentheses, which DynamoDB refuses. */
  readonly redundantParentheses: boolean;
}

/** `left + right` or `left - right`; only SET has it. */
export interface ArithmeticNode {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-";
  readonly left: OperandNode;
  readonly right: OperandNode;
}

/** One change of an update expression. */
export type UpdateAction =
  | { readonly section: "SET"; readonly path: PathNode; readonly value: OperandNode | ArithmeticNode }
  | { readonly section: "REMOVE"; readonly path: PathNode }
  | { readonly section: "ADD" | "DELETE"; readonly path: PathNode; readonly value: OperandNode };

/** The clauses of an update expression. */
export type UpdateSection = UpdateAction["section"];

/** A parsed update expression: its actions in order, and a section that occurs twice, if one does. */
export interface UpdateSyntax {
  readonly actions: readonly UpdateAction[];
  readonly repeatedSection?: UpdateSection;
  /** What to say when an attribute has another type than ADD or DELETE needs; the legacy parameters say it their way. */
  readonly mismatch?: string;
}
