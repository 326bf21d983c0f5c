import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import type { Resource, RestApi } from "@aws-sdk/client-api-gateway";
import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { AwsError, errorMessage, VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { withOwn } from "./invoke.ts";
import { remoteCloud, remoteEnvironments } from "./remote-cloud.ts";
import { requireRunning } from "./running.ts";

const httpMethods: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

interface Route {
  readonly api: RestApi;
  readonly environment: Environment;
  readonly resource: Resource;
  readonly method: string;
}

/**
 * Lists the routes of the REST APIs that are there, or takes one request apart: `virga api METHOD /path` executes it as the
 * API is now, without authorization, and prints what API Gateway's own log says of it.
 */
export async function api(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const { endpoint, account, region } = await requireRunning(commandLine);
  const cloud = remoteCloud(endpoint, context.clock);
  const environments = withOwn(await remoteEnvironments(endpoint), { account, region });
  const words = [...commandLine.words];
  const at = words.findIndex((word) => httpMethods.has(word));
  const request = at === -1 ? [] : words.splice(at, 2);
  const [name, path] = at === -1 ? words : [words[0], undefined];
  const routes = (await allRoutes(cloud, environments)).filter((route) => isNamed(route.api, name));
  if (name !== undefined && routes.length === 0) {
    throw new VirgaError("NoSuchApi", `no API with routes is called '${name}'`, { hint: "see: virga api" });
  }
  if (at === -1) return list(routes, path, cloud, context);
  return takeApart(routes, request[0] ?? "", request[1] ?? "/", commandLine, cloud, context);
}

function isNamed(restApi: RestApi, name: string | undefined): boolean {
  return name === undefined || restApi.id === name || restApi.name === name;
}

async function allRoutes(cloud: Cloud, environments: readonly Environment[]): Promise<Route[]> {
  const routes: Route[] = [];
  for (const environment of environments) {
    for await (const restApi of allApis(cloud, environment)) {
      for await (const resource of allResources(cloud, environment, restApi.id ?? "")) {
        const methods = Object.keys(resource.resourceMethods ?? {});
        routes.push(...methods.map((method) => ({ api: restApi, environment, resource, method })));
      }
    }
  }
  const key = ({ api: restApi, resource, method }: Route) => `${restApi.name} ${resource.path} ${method}`;
  return routes.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

async function* allApis(cloud: Cloud, environment: Environment): AsyncGenerator<RestApi> {
  let position: string | undefined;
  do {
    const page = await cloud.call("apigateway", "GetRestApis", { limit: 500, position }, environment);
    yield* page.items ?? [];
    position = page.position;
  } while (position !== undefined);
}

async function* allResources(cloud: Cloud, environment: Environment, restApiId: string): AsyncGenerator<Resource> {
  let position: string | undefined;
  do {
    const input = { restApiId, limit: 500, position };
    const page = await cloud.call("apigateway", "GetResources", input, environment);
    yield* page.items ?? [];
    position = page.position;
  } while (position !== undefined);
}

async function list(
  routes: readonly Route[],
  path: string | undefined,
  cloud: Cloud,
  { terminal }: CommandContext,
): Promise<number> {
  const wanted = routes.filter(({ resource }) => path === undefined || resource.path === path);
  if (path !== undefined && wanted.length === 0) {
    throw new VirgaError("NoSuchRoute", `no route has the path ${path}`, { hint: "see: virga api" });
  }
  if (wanted.length === 0) terminal.line("no routes");
  let last: string | undefined;
  const width = Math.max(0, ...wanted.map(({ resource }) => (resource.path ?? "").length));
  for (const route of wanted) {
    const { id, name } = route.api;
    if (last !== id) terminal.line(terminal.paint("bold", `${name} (${id})`));
    last = id;
    const { method, resource } = route;
    terminal.line(`  ${method.padEnd(7)} ${(resource.path ?? "").padEnd(width)}  ${await description(route, cloud)}`);
  }
  return 0;
}

async function description(
  { api: restApi, environment, resource, method: httpMethod }: Route,
  cloud: Cloud,
): Promise<string> {
  const name = { restApiId: restApi.id, resourceId: resource.id, httpMethod };
  const { authorizationType, apiKeyRequired, methodIntegration } = await cloud.call(
    "apigateway",
    "GetMethod",
    name,
    environment,
  );
  const key = apiKeyRequired ? ", API key" : "";
  const authorization = authorizationType === "NONE" ? "open" : `authorization ${authorizationType}`;
  if (methodIntegration === undefined) return `no integration, ${authorization}${key}`;
  return `${methodIntegration.type} ${targetOf(methodIntegration.uri)}, ${authorization}${key}`.replace(" ,", ",");
}

/** `function name` or `states:action/StartExecution` of an integration's ARN; any other URI as it is. */
function targetOf(uri: string | undefined): string {
  if (uri === undefined) return "";
  const name = /:function:([^/]+)\/invocations$/.exec(uri)?.[1];
  return name === undefined ? uri.replace(/^arn:aws[\w-]*:apigateway:[\w-]+:/, "") : `function ${name}`;
}

async function takeApart(
  routes: readonly Route[],
  method: string,
  pathWithQueryString: string,
  { request }: CommandLine,
  cloud: Cloud,
  { terminal, errors }: CommandContext,
): Promise<number> {
  const route = findRoute(routes, method, pathWithQueryString.split("?")[0] ?? "/");
  const input = {
    restApiId: route.api.id,
    resourceId: route.resource.id,
    httpMethod: method,
    pathWithQueryString,
    headers: Object.fromEntries(request.header.map(readPair)),
    stageVariables: Object.fromEntries(request.stageVariables.map(readPair)),
    ...(request.body === undefined ? {} : { body: await readBody(request.body) }),
  };
  try {
    const {
      status = 0,
      body = "",
      log = "",
    } = await cloud.call("apigateway", "TestInvokeMethod", input, route.environment);
    errors.line(log.trimEnd());
    terminal.line(body);
    return status < 500 ? 0 : 1;
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw new VirgaError("NotInvoked", `${thrown.code}: ${thrown.message}`, {
      where: `${method} ${pathWithQueryString}`,
    });
  }
}

/** The route of a path: fixed parts go before variables, which go before greedy ones. */
function findRoute(routes: readonly Route[], method: string, path: string): Route {
  const fitting = routes
    .filter((route) => (route.method === method || route.method === "ANY") && fits(route.resource.path ?? "", path))
    .sort((left, right) => rank(left) - rank(right));
  const [first] = fitting;
  if (first === undefined) {
    throw new VirgaError("NoSuchRoute", `no route answers ${method} ${path}`, { hint: "see: virga api" });
  }
  if (fitting.some((route) => route.api.id !== first.api.id && rank(route) === rank(first))) {
    throw new VirgaError("BadArgument", `several APIs answer ${method} ${path}`, {
      hint: `name one: virga api ${first.api.name} ${method} ${path}`,
    });
  }
  return first;
}

function rank({ resource, method }: Route): number {
  const { path = "" } = resource;
  const variables = path.split("{").length - 1;
  return (path.includes("+}") ? 100 : 0) + variables * 2 + (method === "ANY" ? 1 : 0);
}

function fits(pattern: string, path: string): boolean {
  const source = pattern
    .split("/")
    .map((part) => {
      if (!part.startsWith("{")) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return part.endsWith("+}") ? ".+" : "[^/]+";
    })
    .join("/");
  return new RegExp(`^${source}/?$`).test(path);
}

function readPair(text: string): readonly [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new VirgaError("BadArgument", `'${text}' must be NAME=VALUE`);
}

async function readBody(file: string): Promise<string> {
  if (file === "-") return readAll(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw new VirgaError("BadArgument", `the body cannot be read: ${errorMessage(thrown)}`, { where: file });
  }
}
