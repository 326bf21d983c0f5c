import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { templatePaths } from "../cdk/construct-paths.ts";
import { VirgaError } from "../kernel/errors.ts";
import { closestName } from "./closest-name.ts";
import { stackResources } from "./stack-resources.ts";

/** A function that is there, and how people may call it. */
export interface DeployedFunction {
  readonly name: string;
  readonly environment: Environment;
  /** Absent if no stack made it. */
  readonly logicalId?: string;
  /** Its construct's path, without the stack's `/Resource` at the end. */
  readonly path?: string;
}

/**
 * Finds a function by its name, its logical id, or its construct's path, of which the end, or the name of a construct
 * around it, is enough.
 * @throws VirgaError if there is none, or there are several.
 */
export async function findFunction(
  cloud: Cloud,
  environments: readonly Environment[],
  wanted: string,
): Promise<DeployedFunction> {
  const functions = await deployedFunctions(cloud, environments);
  const matching = matches(functions, wanted);
  if (matching.length === 1) return matching[0]!;
  if (matching.length === 0) throw noSuchFunction(functions, wanted);
  const names = matching.map(({ path, name, environment }) => `  ${path ?? name} (${name}, ${environment.region})`);
  throw new VirgaError("AmbiguousFunction", `'${wanted}' stands for several functions:\n${names.join("\n")}`, {
    hint: "name more of the path, or the function's name",
  });
}

/** All functions there are. */
export async function deployedFunctions(
  cloud: Cloud,
  environments: readonly Environment[],
): Promise<readonly DeployedFunction[]> {
  return (await Promise.all(environments.map((one) => functionsIn(cloud, one)))).flat();
}

/** The functions with that name, else with that logical id, else whose paths end in it, else have it. */
function matches(functions: readonly DeployedFunction[], wanted: string): readonly DeployedFunction[] {
  const ways: readonly ((one: DeployedFunction) => boolean)[] = [
    ({ name }) => name === wanted,
    ({ logicalId }) => logicalId === wanted,
    ({ path }) => path === wanted,
    ({ path }) => path?.endsWith(`/${wanted}`) ?? false,
    ({ path }) => `/${path}/`.includes(`/${wanted}/`),
  ];
  for (const way of ways) {
    const found = functions.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}

function noSuchFunction(functions: readonly DeployedFunction[], wanted: string): VirgaError {
  const message = `there is no function '${wanted}'`;
  if (functions.length === 0) return new VirgaError("NoSuchFunction", message, { hint: "no function is deployed" });
  const names = functions.flatMap(({ name, logicalId, path }) =>
    [name, logicalId, path, ...(path?.split("/") ?? [])].filter((one) => one !== undefined),
  );
  const nearest = closestName(wanted, names);
  const list = functions.map(({ path, name }) => path ?? name).join(", ");
  return new VirgaError("NoSuchFunction", message, {
    hint: nearest === undefined ? `there are: ${list}` : `is it '${nearest}'? There are: ${list}`,
  });
}

async function functionsIn(cloud: Cloud, environment: Environment): Promise<readonly DeployedFunction[]> {
  const known = new Map<string, DeployedFunction>();
  for await (const { stackName, resources } of stackResources(cloud, environment)) {
    const own = resources.filter(({ type }) => type === "AWS::Lambda::Function");
    if (own.length === 0) continue;
    const template = await cloud.call("cloudformation", "GetTemplate", { StackName: stackName }, environment);
    const paths = new Map(templatePaths(template.TemplateBody ?? "{}"));
    for (const { logicalId, physicalId } of own) {
      const path = paths.get(logicalId);
      known.set(physicalId, { name: physicalId, environment, logicalId, ...(path === undefined ? {} : { path }) });
    }
  }
  let marker: string | undefined;
  do {
    const input = marker === undefined ? {} : { Marker: marker };
    const answer = await cloud.call("lambda", "ListFunctions", input, environment);
    for (const { FunctionName: name = "" } of answer.Functions ?? []) {
      if (!known.has(name)) known.set(name, { name, environment });
    }
    marker = answer.NextMarker;
  } while (marker !== undefined);
  return [...known.values()];
}
