import type { ResourceType } from "../../kernel/resource-type.ts";
import type { ResponseUrls } from "./custom-resources/response-urls.ts";
import type { Engine } from "./engine/engine.ts";
import type { CloudFormationState } from "./state.ts";

/** What the operations work with. */
export interface CloudFormation {
  readonly state: CloudFormationState;
  readonly engine: Engine;
  /** Where the providers of custom resources answer. */
  readonly responseUrls: ResponseUrls;
  /** The resource types of all services, by type name. */
  resourceTypes(): ReadonlyMap<string, ResourceType>;
}
