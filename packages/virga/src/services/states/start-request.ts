import type { StartExecutionInput } from "@aws-sdk/client-sfn";
import type { Call } from "../../kernel/service.ts";
import type { StartRequest } from "./engine/engine.ts";
import { invalidName } from "./errors.ts";
import { isValidName } from "./model.ts";

/** The request to start an execution with its defaults: a name of its own and an empty object as input. */
export function startRequest(call: Call, input: StartExecutionInput): StartRequest {
  const name = input.name ?? call.host.ids.uuid();
  if (input.name !== undefined && !isValidName(name)) throw invalidName(name);
  return {
    name,
    inputText: input.input ?? "{}",
    now: call.now,
    span: call.span,
    ...(input.traceHeader === undefined ? {} : { traceHeader: input.traceHeader }),
  };
}
