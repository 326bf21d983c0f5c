import type { JsonObject } from "../compare/structure.ts";
import type { ScenarioStep } from "../corpus/case.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Does a step; `params` are the step's, with what they name put in. Gives the answer of the call that the step is about, or
 * `{ value }`, or nothing where nothing can be compared.
 */
export type Action = (scenario: Scenario, step: ScenarioStep, params: JsonObject) => Promise<unknown>;

export type Actions = Readonly<Record<string, Action>>;
