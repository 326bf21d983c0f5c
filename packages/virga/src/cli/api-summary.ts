import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import type { DeployedStack } from "../cdk/deployment.ts";
import { exampleEmail, exampleValue } from "./example-value.ts";
import { resourcesOf } from "./stack-resources.ts";

/** A stage of a deployed REST API, as it is reached here. */
export interface DeployedApi {
  readonly name: string;
  /** `http://<api id>.execute-api.localhost:4566/<stage>/` */
  readonly url: string;
  /** A command that calls a method which takes a body, with an example of one. */
  readonly example: string | undefined;
}

/** The REST APIs of deployed stacks. */
export async function describeApis(cloud: Cloud, stacks: readonly DeployedStack[]): Promise<readonly DeployedApi[]> {
  const apis: DeployedApi[] = [];
  for (const { stack } of stacks) {
    const { environment, stackName } = stack;
    const resources = await resourcesOf(cloud, stackName, environment);
    for (const { physicalId: restApiId } of resources.filter(({ type }) => type === "AWS::ApiGateway::RestApi")) {
      const { name = restApiId } = await cloud.call("apigateway", "GetRestApi", { restApiId }, environment);
      const { item: stages = [] } = await cloud.call("apigateway", "GetStages", { restApiId }, environment);
      for (const { stageName = "" } of stages) {
        const url = apiUrl(cloud, restApiId, stageName);
        apis.push({ name, url, example: await exampleCall(cloud, restApiId, url, environment) });
      }
    }
  }
  return apis;
}

function apiUrl(cloud: Cloud, restApiId: string, stageName: string): string {
  const { protocol, host } = new URL(cloud.endpoint());
  return `${protocol}//${restApiId}.execute-api.${host}/${stageName}/`;
}

/** A text in which AWS's addresses of REST APIs are the ones they have here. */
export function withLocalAddresses(text: string, endpoint: string): string {
  const { protocol, host } = new URL(endpoint);
  return text.replace(
    /https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/g,
    (_, apiId: string) => `${protocol}//${apiId}.execute-api.${host}`,
  );
}

/** The example's email address as the shell makes it up: most APIs take an address once, and people call twice. */
const newEmailOfShell = "ada.'$(date +%s%N)'@example.com";

/** A `curl` for the first POST method that takes a body described by a model and no credentials. */
async function exampleCall(
  cloud: Cloud,
  restApiId: string,
  url: string,
  environment: Environment,
): Promise<string | undefined> {
  const input = { restApiId, embed: ["methods"], limit: 500 };
  const { items = [] } = await cloud.call("apigateway", "GetResources", input, environment);
  for (const { path = "", resourceMethods } of items) {
    const method = resourceMethods?.POST;
    const modelName = method?.requestModels?.["application/json"];
    if (!modelName || method.apiKeyRequired || method.authorizationType !== "NONE" || path.includes("{")) continue;
    const { schema } = await cloud.call("apigateway", "GetModel", { restApiId, modelName }, environment);
    const body = schema === undefined ? undefined : exampleBody(schema);
    if (body === undefined) continue;
    const data = body.replaceAll("'", "'\\''").replaceAll(exampleEmail, newEmailOfShell);
    return `curl -i ${url}${path.slice(1)} -H 'content-type: application/json' -d '${data}'`;
  }
  return undefined;
}

function exampleBody(schema: string): string | undefined {
  try {
    return JSON.stringify(exampleValue(JSON.parse(schema)));
  } catch {
    return undefined;
  }
}
