import type { JsonObject } from "../compare/structure.ts";
import { CaseFailure } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { errorText } from "../script/answers.ts";

export interface MockApi {
  readonly requestTemplate: string;
  readonly responseTemplate: string;
}

export interface MockRequest {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const account = "111111111111";
const stage = "test";

/** Deploys a REST API with a MOCK integration of `POST /`, sends it a request and gives the body of the answer. */
export async function renderWithMock(endpoint: Endpoint, api: MockApi, request: MockRequest): Promise<string> {
  const call = async (operation: string, params: JsonObject): Promise<JsonObject> => {
    const { output, error } = await endpoint.aws.call({ service: "apigateway", operation, account }, params);
    if (error) throw new CaseFailure(errorText(error));
    return output;
  };
  const { id: restApiId, rootResourceId } = await call("create_rest_api", { name: "mapping template" });
  const method = { restApiId, resourceId: rootResourceId, httpMethod: "POST" };
  await call("put_method", { ...method, authorizationType: "NONE" });
  await call("put_method_response", { ...method, statusCode: "200" });
  await call("put_integration", {
    ...method,
    type: "MOCK",
    requestTemplates: { "application/json": api.requestTemplate },
  });
  await call("put_integration_response", {
    ...method,
    statusCode: "200",
    responseTemplates: { "application/json": api.responseTemplate },
  });
  await call("create_deployment", { restApiId, stageName: stage });
  const { status, body } = await endpoint.http.send({
    method: "POST",
    target: `/${stage}`,
    headers: {
      "content-type": "application/json",
      ...request.headers,
      host: `${restApiId}.execute-api.${endpoint.http.host}`,
    },
    body: request.body,
  });
  if (status !== 200) throw new CaseFailure(`the request was answered with ${status}: ${body.toString("utf8")}`);
  return body.toString("utf8");
}
