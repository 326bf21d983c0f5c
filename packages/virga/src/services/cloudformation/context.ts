import type { ResourceType } from "../../kernel/resource-type.ts";
import type { Engine } from "./engine/engine.ts";
import type { CloudFormationState } from "./state.ts";

/** What the operations work with. */
export interface CloudFormation {
  readonly state: CloudFormationState;
  readonly engine: Engine;
  /** The resource types of all services, by type name. */
  resourceTypes(): ReadonlyMap<string, ResourceType>;
}
