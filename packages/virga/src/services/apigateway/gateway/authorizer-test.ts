import type { TestInvokeAuthorizerRequest, TestInvokeAuthorizerResponse } from "@aws-sdk/client-api-gateway";
import type { Call } from "../../../kernel/service.ts";
import { invocationArn } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import type { AuthorizerRequest, TestedAuthorization } from "./authorizer.ts";
import { createAuthorizers } from "./authorizers.ts";
import { type Exchange, mappingInput, openExchange } from "./exchange.ts";
import { openLog } from "./execution.ts";
import { GatewayFailure } from "./failure.ts";
import { gatewayResponseTypes } from "./gateway-response-types.ts";
import { requestEvent } from "./proxy-event.ts";
import { stageUnderTest, testRequest } from "./test-invocation.ts";

/** The stage that a tested authorizer believes to be at. */
const stageName = "ESTestInvoke-stage";

/**
 * Asks an authorizer of the API as it is now, without its cache.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
 */
export async function testAuthorizer(
  call: Call<ApiGatewayState>,
  input: TestInvokeAuthorizerRequest,
): Promise<TestInvokeAuthorizerResponse> {
  const { state } = call;
  const { restApiId = "", authorizerId = "" } = input;
  const place = { account: call.account, region: call.region };
  const record = state.authorizers.get(state.reader, place, restApiId, authorizerId);
  const authorizer = createAuthorizers([record]).get(record.id);
  const exchange = exchangeUnderTest(call, input);
  const log = openLog(call);
  let tested: TestedAuthorization = {};
  let clientStatus = 0;
  try {
    tested = (await authorizer?.test({ ...authorizerRequest(exchange), log })) ?? {};
  } catch (thrown) {
    if (!(thrown instanceof GatewayFailure)) throw thrown;
    clientStatus = thrown.status ?? gatewayResponseTypes.get(thrown.responseType) ?? 500;
    if (clientStatus < 500) log.add(`Unauthorized request: ${call.requestId}: ${thrown.message}`);
    else log.add(`Execution failed due to configuration error: ${thrown.message}`, "ERROR");
  }
  return { clientStatus, log: log.text(), latency: call.host.clock.now() - call.now, ...tested };
}

function exchangeUnderTest(call: Call<ApiGatewayState>, input: TestInvokeAuthorizerRequest): Exchange {
  const { state } = call;
  const api = state.api(state.reader, call, input.restApiId ?? "");
  const empty = { resources: [], models: [], validators: [], authorizers: [], gatewayResponses: [] };
  const deployed = stageUnderTest(call, api, empty, stageName, input.stageVariables ?? {});
  const [path = "/", rawQuery = ""] = (input.pathWithQueryString || "/").split("?");
  const request = testRequest(call, { httpMethod: "GET", ...input }, stageName, path, rawQuery);
  const exchange = openExchange(call, request, deployed, path);
  for (const [name, value] of Object.entries(input.additionalContext ?? {})) exchange.context.set(name, value);
  return exchange;
}

function authorizerRequest(exchange: Exchange): AuthorizerRequest {
  const { call, deployed, request, path } = exchange;
  const { place, api, stage } = deployed;
  return {
    call,
    span: call.span,
    place,
    restApiId: api.id,
    stageVariables: stage.variables ?? {},
    sources: { input: mappingInput(exchange, exchange.body), queryValues: exchange.queryValues },
    methodArn: invocationArn(place.region, place.account, api.id, `${stageName}/${request.method}${path}`),
    scopes: [],
    resourcePolicy: undefined,
    userPoolKeys: call.state.userPoolKeys,
    event: () => requestEvent(exchange),
  };
}
