import type { Host } from "../host.ts";
import type { Json } from "../json/value.ts";
import type { Scope } from "../paths/scope.ts";
import type { IntrinsicArgument, IntrinsicCall } from "./ast.ts";
import { intrinsicFunction } from "./functions.ts";
import type { EvaluatedArgument } from "./types.ts";

/** A compiled intrinsic call. */
export type IntrinsicEvaluator = (scope: Scope, host: Host) => Json;

/** Compiles a call into a closure. */
export function compileIntrinsic(call: IntrinsicCall): IntrinsicEvaluator {
  const implementation = intrinsicFunction(call.name);
  const readers = call.arguments.map(compileArgument);
  return (scope, host) => {
    const given: EvaluatedArgument[] = [];
    const values: Json[] = [];
    for (const read of readers) {
      const argument = read(scope, host);
      given.push(argument);
      values.push(argument.value);
    }
    return implementation.call(values, host, given);
  };
}

function compileArgument(argument: IntrinsicArgument): (scope: Scope, host: Host) => EvaluatedArgument {
  if (argument.kind === "literal") {
    const constant = { value: argument.value, source: argument.source };
    return () => constant;
  }
  if (argument.kind === "path") {
    return (scope) => ({ value: argument.path.read(scope) });
  }
  const evaluate = compileIntrinsic(argument.call);
  return (scope, host) => ({ value: evaluate(scope, host) });
}
