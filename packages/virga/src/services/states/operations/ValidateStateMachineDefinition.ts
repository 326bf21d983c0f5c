import type { ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { notSupportedYet } from "../errors.ts";
import { onArn } from "../targets.ts";

const defaultFindings = 100;

/** Says what is wrong with a definition. */
export const ValidateStateMachineDefinition: Operation<
  StatesEngine,
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput
> = {
  authorize: () => onArn("ValidateStateMachineDefinition", undefined),
  handle(call, { definition = "", type, severity = "ERROR", maxResults }) {
    const result = call.state.programs.parse(definition, type ?? "STANDARD");
    if (result.outcome === "unsupported") throw notSupportedYet(result.features);
    const found = result.diagnostics.filter((finding) => severity === "WARNING" || finding.severity === "ERROR");
    const diagnostics = found.slice(0, maxResults || defaultFindings);
    return {
      result: result.outcome === "invalid" ? "FAIL" : "OK",
      diagnostics,
      truncated: diagnostics.length < found.length,
    };
  },
};
