import { compare, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import { signedFor } from "./virga.ts";

const role = "arn:aws:iam::000000000000:role/bench-integration";
const requestBody = '{"id": 7, "name": "Ada"}';
const responses = { 200: { description: "OK" } };

function integration(settings: object, template?: string) {
  const responseTemplates = template === undefined ? {} : { responseTemplates: { "application/json": template } };
  return { ...settings, responses: { default: { statusCode: "200", ...responseTemplates } } };
}

const mock = integration(
  { type: "mock", requestTemplates: { "application/json": '{"statusCode": 200}' } },
  `{"id": "$context.requestId", "stage": "$context.stage"}`,
);
const aws = integration({
  type: "aws",
  httpMethod: "POST",
  credentials: role,
  uri: "arn:aws:apigateway:us-east-1:dynamodb:action/ListTables",
  requestTemplates: { "application/json": '{"Limit": 1}' },
});

const document = {
  swagger: "2.0",
  info: { title: "bench", version: "1" },
  paths: {
    "/mock": { post: { responses, "x-amazon-apigateway-integration": mock } },
    "/aws": { post: { responses, "x-amazon-apigateway-integration": aws } },
  },
};

async function post(url: string, headers: Record<string, string>, body: string): Promise<string> {
  const response = await fetch(url, { method: "POST", headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return text;
}

/** An account may make 10,000 requests a second unless it has asked for more. */
async function raiseLimits(url: string): Promise<void> {
  const headers = { ...signedFor("apigateway"), "content-type": "application/json" };
  const patchOperations = ["rateLimit", "burstLimit"].map((name) => {
    return { op: "replace", path: `/throttle/${name}`, value: "1000000" };
  });
  const response = await fetch(`${url}/account`, {
    method: "PATCH",
    headers,
    body: JSON.stringify({ patchOperations }),
  });
  if (!response.ok) throw new Error(`The account's limits can't be raised: ${await response.text()}`);
}

/** Makes the API and the role of its AWS integration; gives the API's id. */
async function createApi(url: string): Promise<string> {
  const iam = async (parameters: Record<string, string>) => {
    const form = { ...signedFor("iam"), "content-type": "application/x-www-form-urlencoded" };
    await post(url, form, new URLSearchParams({ Version: "2010-05-08", ...parameters }).toString());
  };
  const policy = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  const trust = policy({ Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" });
  const grant = policy({ Action: "dynamodb:ListTables", Resource: "*" });
  const RoleName = "bench-integration";
  await iam({ Action: "CreateRole", RoleName, AssumeRolePolicyDocument: trust });
  await iam({ Action: "PutRolePolicy", RoleName, PolicyName: "tables", PolicyDocument: grant });
  const json = { ...signedFor("apigateway"), "content-type": "application/json" };
  const { id } = JSON.parse(await post(`${url}/restapis?mode=import`, json, JSON.stringify(document))) as {
    id: string;
  };
  await raiseLimits(url);
  await post(`${url}/restapis/${id}/deployments`, json, '{"stageName": "bench"}');
  return id;
}

/** MOCK and AWS integrations over HTTP, beside an echo of about the same sizes. */
export async function measureApiGateway(url: string, echo: string, rounds: Rounds): Promise<Measurement[]> {
  const host = `${await createApi(url)}.execute-api.localhost`;
  const headers = { "content-type": "application/json" };
  const sent = (path: string) => ({ method: "POST", path, headers: { ...headers, host }, body: requestBody });
  const measured = await compare(
    [
      { name: "echo", url: echo, requests: [{ method: "POST", path: "/70", headers, body: requestBody }] },
      { name: "mock", url, requests: [sent("/bench/mock")] },
      { name: "aws", url, requests: [sent("/bench/aws")] },
    ],
    rounds,
  );
  const rate = (name: string) => measured.get(name) as number;
  const share = (name: string) => ({ to: "echo", value: rate(name) / rate("echo") });
  return [
    { name: "node:http echo for API Gateway", value: rate("echo"), unit: "requests/s", comparisons: [] },
    {
      name: "MOCK integration",
      value: rate("mock"),
      unit: "requests/s",
      comparisons: [{ ...share("mock"), aim: { atLeast: 0.5 } }],
    },
    { name: "AWS integration", value: rate("aws"), unit: "requests/s", comparisons: [share("aws")] },
  ];
}
