import type { Json } from "../json/value.ts";

/** One step of a path. */
export type PathStep =
  | { kind: "member"; name: string }
  | { kind: "members"; names: string[] }
  | { kind: "index"; index: number }
  | { kind: "indexes"; indexes: number[] }
  | { kind: "slice"; from: number | undefined; to: number | undefined }
  | { kind: "wildcard" }
  | { kind: "scan" }
  | { kind: "filter"; predicate: FilterNode }
  | { kind: "function"; name: string; arguments: (PathNode | Json)[] };

/** A parsed path: where it starts (`$`, `$$`, `$name`, or `@` inside a filter) and its steps. */
export interface PathNode {
  root: "input" | "context" | "variable" | "current";
  /** The variable's name when it starts at one. */
  variable?: string;
  steps: PathStep[];
}

/** An operand of a filter comparison. */
export type FilterOperand =
  | { kind: "path"; path: PathNode }
  | { kind: "literal"; value: Json }
  | { kind: "pattern"; pattern: RegExp };

/** A filter's condition. */
export type FilterNode =
  | { kind: "or" | "and"; left: FilterNode; right: FilterNode }
  | { kind: "not"; operand: FilterNode }
  | { kind: "exists"; path: PathNode }
  | { kind: "compare"; operator: string; left: FilterOperand; right: FilterOperand };
