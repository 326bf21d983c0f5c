/** Something that must exist before a case runs; further members depend on the kind. */
export interface Need {
  readonly kind: string;
  readonly name?: string;
  readonly arn?: string;
  readonly [member: string]: unknown;
}

/** A request of a script, a wait, a plain HTTP request or a value to be compared: the corpus's README has the members. */
export interface Step {
  readonly call?: string;
  readonly service?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly as?: string;
  readonly by?: string;
  readonly expect_error?: boolean;
  readonly paginated?: boolean;
  readonly concurrent?: boolean;
  readonly wait?: string;
  readonly on?: readonly unknown[];
  readonly http?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly match?: string;
  readonly value?: unknown;
  readonly computed?: boolean;
}

export type Path = readonly (string | number)[];

/** Where the real value of a placeholder appears. */
export interface TokenPlace {
  readonly step: number;
  readonly path: Path;
}

/** A rule that cleans answers of values that differ from run to run. */
export interface NormaliseRule {
  readonly kind: string;
  readonly priority?: number;
  readonly pattern?: string;
  readonly literal?: boolean;
  readonly text?: string;
  readonly path?: string;
  readonly key?: string;
  readonly function?: string;
  readonly replacement?: string;
  readonly reference?: boolean;
  readonly key_pattern?: string;
  readonly value_pattern?: string;
}

/** The rules of a corpus that hold around those of each case. */
export interface BaseRules {
  readonly structure: readonly NormaliseRule[];
  readonly text_before: readonly NormaliseRule[];
  readonly last: readonly NormaliseRule[];
}

/** A case that is a script of requests with the recorded answers. */
export interface ScriptCase {
  readonly id: string;
  readonly definition?: unknown;
  readonly definitions?: readonly unknown[];
  readonly definition_texts?: Readonly<Record<string, string>>;
  readonly input?: unknown;
  readonly input_text?: string;
  readonly needs: readonly Need[];
  readonly clock?: string;
  readonly steps: readonly Step[];
  readonly tokens: Readonly<Record<string, TokenPlace>>;
  readonly normalise: readonly NormaliseRule[];
  readonly expected: Readonly<Record<string, unknown>>;
}

/** A mapping template with the request that is sent and the body that the service answered with. */
export interface RenderCase {
  readonly id: string;
  readonly request_template: string;
  readonly response_template: string;
  readonly request_body: string;
  readonly whitespace_collapsed: boolean;
  readonly expected: unknown;
}

/** What is done to a rendered text before it is compared. */
export type Refinement = "strip" | "collapse_whitespace" | "parse_json" | readonly ["member", string | number];

/** A mapping template with its variables and what an emulator's unit test expects of it. */
export interface UnitCase {
  readonly id: string;
  readonly template: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly after: readonly Refinement[];
  readonly expected: unknown;
}

/** A step of a scenario: what is done, with members that depend on it. The corpus's README has them. */
export interface ScenarioStep {
  readonly do: string;
  readonly as?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The key of the recorded answer. */
  readonly match?: string;
  /** The part of the answer that is compared: a path, or words. */
  readonly part?: string | readonly (string | number)[];
  readonly expect_error?: boolean;
  readonly [member: string]: unknown;
}

/** A case that is a short story of steps, with what AWS answered and delivered. */
export interface ScenarioCase {
  readonly id: string;
  readonly scenario: readonly ScenarioStep[];
  readonly expected: Readonly<Record<string, unknown>>;
}

/** An event pattern, an event and whether they match. */
export interface PatternCase {
  readonly id: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly expected: "match" | "no match" | "error";
}
