import type { Host } from "../host.ts";
import type { Json } from "../json/value.ts";

/** An argument as a function gets it: its value and, for text literals, the text as written with its escapes. */
export interface EvaluatedArgument {
  value: Json;
  source?: string | undefined;
}

/** An intrinsic function with the number of arguments it takes. */
export interface IntrinsicFunction {
  least: number;
  most: number;
  call(values: readonly Json[], host: Host, given: readonly EvaluatedArgument[]): Json;
}
