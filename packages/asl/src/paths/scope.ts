import type { Json, JsonObject } from "../json/value.ts";

/** What expressions are evaluated against: `$` is the input, `$$` the context object, `$name` a variable. */
export interface Scope {
  readonly input: Json;
  readonly context: () => JsonObject;
  /** The variable's value; undefined if it was never assigned. */
  readonly variable: (name: string) => Json | undefined;
}
