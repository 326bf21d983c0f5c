import { readFileSync } from "node:fs";
import { VirgaError } from "../kernel/errors.ts";
import { type ServiceMetadata, ServiceModel, type ServiceTables } from "./model.ts";

/** The AWS services whose models are at hand; a model is read on its first use. */
export interface ModelCatalog {
  /** Every service's metadata, by service name. */
  readonly services: ReadonlyMap<string, ServiceMetadata>;
  /** @throws VirgaError `ServiceUnknown` if there is no such model. */
  model(service: string): ServiceModel;
}

function readTable<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./generated/${name}.json`, import.meta.url), "utf8")) as T;
}

/**
 * A catalog of the generated tables of AWS's published models. `own` are the tables of services that AWS does not
 * have, by service name.
 */
export function createModelCatalog(own: Readonly<Record<string, ServiceTables>> = {}): ModelCatalog {
  const services = new Map(Object.entries(readTable<Record<string, ServiceMetadata>>("index")));
  for (const [service, tables] of Object.entries(own)) services.set(service, tables.metadata);
  const loaded = new Map<string, ServiceModel>();
  return {
    services,
    model(service) {
      let model = loaded.get(service);
      if (!model) {
        if (!services.has(service))
          throw new VirgaError("ServiceUnknown", `There is no model of a service ${service}.`);
        model = new ServiceModel(service, own[service] ?? readTable<ServiceTables>(service));
        loaded.set(service, model);
      }
      return model;
    },
  };
}
