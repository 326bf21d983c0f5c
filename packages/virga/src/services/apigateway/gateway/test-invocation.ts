import type { TestInvokeMethodRequest, TestInvokeMethodResponse } from "@aws-sdk/client-api-gateway";
import type { Call } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import { accountLimits } from "../account.ts";
import { takeSnapshot } from "../deploying.ts";
import { badRequest, notFound } from "../errors.ts";
import type { ApiRecord, ApiSnapshot, ResourceRecord } from "../records.ts";
import type { ApiGatewayState } from "../state.ts";
import { compileApi } from "./compiled-api.ts";
import type { DeployedStage } from "./deployed-stages.ts";
import { openExchange } from "./exchange.ts";
import { admitTest, answerExchange, openLog } from "./execution.ts";

const stageName = "test-invoke-stage";

/**
 * Executes a method of the API as it is now.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
 */
export async function testInvocation(
  call: Call<ApiGatewayState>,
  input: TestInvokeMethodRequest,
): Promise<TestInvokeMethodResponse> {
  const { state } = call;
  const { restApiId = "", resourceId = "", httpMethod = "" } = input;
  const snapshot = takeSnapshot(state, state.reader, call, restApiId);
  const api = state.api(state.reader, call, restApiId);
  const deployed = stageUnderTest(call, api, snapshot, stageName, input.stageVariables ?? {});
  const resource = state.resources.get(state.reader, call, restApiId, resourceId);
  if ((resource.methods[httpMethod] ?? resource.methods.ANY) === undefined) {
    throw notFound("Invalid Method identifier specified");
  }
  const [path = "/", rawQuery = ""] = (input.pathWithQueryString || resource.path).split("?");
  const log = openLog(call);
  const exchange = openExchange(call, testRequest(call, input, stageName, path, rawQuery), deployed, path, log);
  const answer = await answerExchange(exchange, () => admitTest(exchange, resource, pathParameters(resource, path)));
  const headers = Object.entries(answer.headers);
  return {
    status: answer.status,
    body: typeof answer.body === "string" ? answer.body : Buffer.from(answer.body).toString(),
    headers: Object.fromEntries(
      headers.map(([name, value]) => [name, typeof value === "string" ? value : value.join(",")]),
    ),
    multiValueHeaders: Object.fromEntries(
      headers.map(([name, value]) => [name, typeof value === "string" ? [value] : [...value]]),
    ),
    log: log.text(),
    latency: call.host.clock.now() - call.now,
  };
}

/** A stage that is there for a test alone, on what is given of the API. */
export function stageUnderTest(
  call: Call<ApiGatewayState>,
  api: ApiRecord,
  snapshot: ApiSnapshot,
  stageName: string,
  variables: Readonly<Record<string, string>>,
): DeployedStage {
  const { state, now } = call;
  const place = { account: call.account, region: call.region };
  const stage = { stageName, deploymentId: "", variables, created: now, updated: now };
  const limits = accountLimits(state.account(state.reader, place));
  const compiled = compileApi(snapshot, { api });
  return { place, api, stage, deploymentId: "", isCanary: false, accountLimits: limits, compiled };
}

/** The request that a test stands for. */
export function testRequest(
  call: Call,
  {
    httpMethod = "",
    headers = {},
    multiValueHeaders = {},
    body = "",
  }: Omit<TestInvokeMethodRequest, "restApiId" | "resourceId">,
  stageName: string,
  path: string,
  rawQuery: string,
): WireRequest {
  const several = Object.entries(multiValueHeaders).map(([name, values]) => [name.toLowerCase(), values.join(", ")]);
  const single = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: httpMethod,
    path: `/${stageName}${path}`,
    rawQuery,
    headers: Object.fromEntries([...several, ...single]),
    body: Buffer.from(body),
    sourceIp: call.sourceIp ?? "test-invoke-source-ip",
  };
}

/** The values of the path's variables: the path has to be one of the resource. */
function pathParameters(resource: ResourceRecord, path: string): Readonly<Record<string, string>> {
  const names: string[] = [];
  const pattern = resource.path.split("/").map((part) => {
    const variable = /^\{([^}+]+)(\+?)\}$/.exec(part);
    if (variable === null) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    names.push(variable[1] ?? "");
    return variable[2] === "+" ? "(.+)" : "([^/]+)";
  });
  const found = new RegExp(`^${pattern.join("/")}/?$`).exec(path);
  if (found === null) throw badRequest("Invalid path specified");
  return Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? "")]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
