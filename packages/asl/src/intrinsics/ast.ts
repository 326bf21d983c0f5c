import type { Json } from "../json/value.ts";
import type { CompiledPath } from "../paths/compile-path.ts";

/** An argument of an intrinsic function. */
export type IntrinsicArgument =
  | { kind: "literal"; value: Json /** The text as written between the quotes, escapes kept. */; source?: string }
  | { kind: "path"; path: CompiledPath }
  | { kind: "call"; call: IntrinsicCall };

/** A call of an intrinsic function, as in `States.Format('Hello {}', $.name)`. */
export interface IntrinsicCall {
  name: string;
  arguments: IntrinsicArgument[];
}
