import type {
  CreateFunctionRequest,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from "@aws-sdk/client-lambda";
import { notSupported } from "../errors.ts";

type Input = Partial<CreateFunctionRequest & UpdateFunctionCodeRequest & UpdateFunctionConfigurationRequest>;

const members = [
  "CapacityProviderConfig",
  "CodeSigningConfigArn",
  "DurableConfig",
  "ImageConfig",
  "PublishTo",
  "TenancyConfig",
] as const;

/** Refuses by name what an input of a function asks for and nothing here can honour. @throws AwsError NotImplemented */
export function refuseUnsupported(input: Input): void {
  if (input.PackageType !== undefined && input.PackageType !== "Zip") {
    throw notSupported(`the package type ${input.PackageType}`);
  }
  for (const member of members) if (input[member] !== undefined) throw notSupported(`functions with ${member}`);
  if (input.FileSystemConfigs?.length) throw notSupported("functions with FileSystemConfigs");
}
