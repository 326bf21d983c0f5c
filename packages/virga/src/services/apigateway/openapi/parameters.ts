import type { EndpointConfiguration, EndpointType } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../errors.ts";

/** What an import is told beside the document. */
export interface ImportParameters {
  readonly basePath: "ignore" | "prepend" | "split";
  readonly ignoresDocumentation: boolean;
  readonly endpointConfiguration?: EndpointConfiguration;
}

const basePaths = ["ignore", "prepend", "split"] as const;

/** Reads the parameters of ImportRestApi and PutRestApi: `basepath`, `endpointConfigurationTypes`, `ignore=documentation`. */
export function importParameters(parameters: Readonly<Record<string, string>> = {}): ImportParameters {
  const given = (parameters.basepath ?? parameters.basePath ?? "ignore").toLowerCase();
  const basePath = basePaths.find((each) => each === given);
  if (basePath === undefined) throw badRequest(`Invalid value for parameter basepath: ${given}`);
  const types = parameters.endpointConfigurationTypes;
  const ignoresDocumentation = (parameters.ignore ?? "").split(",").includes("documentation");
  if (types === undefined) return { basePath, ignoresDocumentation };
  return { basePath, ignoresDocumentation, endpointConfiguration: { types: types.split(",") as EndpointType[] } };
}
