import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Environment } from "../../cdk/assembly.ts";
import type { Cloud } from "../../cdk/cloud.ts";
import { tryParseArn } from "../../kernel/arns.ts";
import { VirgaError } from "../../kernel/errors.ts";
import { type DeployedFunction, deployedFunctions, findFunction } from "../deployed-functions.ts";

/** A function that is given the records of a Kinesis stream. */
export interface StreamMapping {
  readonly uuid: string;
  readonly environment: Environment;
  readonly functionName: string;
  /** Its construct's path, or else its name. */
  readonly functionPath: string;
  readonly streamArn: string;
  readonly streamName: string;
  readonly configuration: EventSourceMappingConfiguration;
}

/** Where a mapping tells what it gave up. */
export function failureDestination({ configuration }: StreamMapping): string | undefined {
  return configuration.DestinationConfig?.OnFailure?.Destination;
}

/**
 * The mappings of streams, or those of one stream (its name or ARN), of one function (as `virga invoke` names it), or the one with
 * that UUID. @throws VirgaError if none is meant.
 */
export async function findMappings(
  cloud: Cloud,
  environments: readonly Environment[],
  wanted: string | undefined,
): Promise<readonly StreamMapping[]> {
  const functions = await deployedFunctions(cloud, environments);
  const all = (await Promise.all(environments.map((environment) => mappingsIn(cloud, environment, functions)))).flat();
  if (wanted === undefined) return all;
  const named = all.filter(({ uuid, streamArn, streamName }) => [uuid, streamArn, streamName].includes(wanted));
  if (named.length > 0) return named;
  if (all.length === 0) {
    throw new VirgaError("NoSuchMapping", `nothing reads a stream '${wanted}'`, { hint: "no function reads a stream" });
  }
  const found = await findFunction(cloud, environments, wanted);
  const { account, region } = found.environment;
  const own = all.filter(
    ({ functionName, environment }) =>
      functionName === found.name && environment.account === account && environment.region === region,
  );
  if (own.length > 0) return own;
  const names = Array.from(new Set(all.map(({ functionPath, streamName }) => `${functionPath} (${streamName})`)));
  throw new VirgaError("NoSuchMapping", `the function '${found.path ?? found.name}' reads no stream`, {
    hint: `these do: ${names.join(", ")}`,
  });
}

async function mappingsIn(
  cloud: Cloud,
  environment: Environment,
  functions: readonly DeployedFunction[],
): Promise<readonly StreamMapping[]> {
  const here = functions.filter(
    ({ environment: { account, region } }) => account === environment.account && region === environment.region,
  );
  const mappings: StreamMapping[] = [];
  let marker: string | undefined;
  do {
    const input = marker === undefined ? {} : { Marker: marker };
    const answer = await cloud.call("lambda", "ListEventSourceMappings", input, environment);
    for (const configuration of answer.EventSourceMappings ?? []) {
      const { UUID: uuid = "", EventSourceArn: streamArn = "", FunctionArn = "" } = configuration;
      const arn = tryParseArn(streamArn);
      if (arn?.service !== "kinesis") continue;
      const functionName = FunctionArn.split(":")[6] ?? "";
      const streamName = arn.resource.split("/")[1] ?? "";
      const functionPath = here.find(({ name }) => name === functionName)?.path ?? functionName;
      mappings.push({ uuid, environment, functionName, functionPath, streamArn, streamName, configuration });
    }
    marker = answer.NextMarker;
  } while (marker !== undefined);
  return mappings;
}
