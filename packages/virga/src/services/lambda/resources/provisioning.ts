import type { ResourceCall, ResourceProperties } from "../../../kernel/resource-type.ts";
import { changed } from "./properties.ts";

/** Brings the provisioned concurrency of a version or alias to what its properties say. */
export async function provision(
  { bus, context }: ResourceCall,
  FunctionName: string,
  Qualifier: string,
  properties: ResourceProperties,
  previous: ResourceProperties,
): Promise<void> {
  if (!changed(previous, properties, ["ProvisionedConcurrencyConfig"])) return;
  const config = properties.ProvisionedConcurrencyConfig as { ProvisionedConcurrentExecutions?: unknown } | undefined;
  const target = { FunctionName, Qualifier };
  if (config) {
    const ProvisionedConcurrentExecutions = Number(config.ProvisionedConcurrentExecutions);
    const input = { ...target, ProvisionedConcurrentExecutions };
    await bus.call("lambda", "PutProvisionedConcurrencyConfig", input, context);
  } else await bus.call("lambda", "DeleteProvisionedConcurrencyConfig", target, context);
}
