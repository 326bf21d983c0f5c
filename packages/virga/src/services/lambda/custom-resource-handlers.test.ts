import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { deploy, roleResource } from "./functions.suite.ts";

/** As the CDK's handlers answer: without the URL's scheme and port. */
const asCdkAnswers = `const https = require("https");
exports.handler = async (event) => {
  const body = JSON.stringify({ Status: "SUCCESS", PhysicalResourceId: "made", Data: { Word: "plain" },
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId });
  const { hostname, path } = require("url").parse(event.ResponseURL);
  await new Promise((resolve, reject) => {
    const headers = { "content-type": "", "content-length": Buffer.byteLength(body, "utf8") };
    const request = https.request({ hostname, path, method: "PUT", headers }, (response) => {
      response.resume();
      if (response.statusCode >= 400) reject(new Error("Unsuccessful HTTP response: " + response.statusCode));
      else resolve();
    });
    request.on("error", reject);
    request.write(body);
    request.end();
  });
};`;

/** As libraries for ES modules may do, with the port that https has. */
const asModule = asCdkAnswers
  .replace('const https = require("https");', 'const load = import("node:https");')
  .replace("exports.handler = async (event) => {", "exports.handler = async (event) => {\n  const https = await load;")
  .replace("hostname, path,", "host: hostname, port: 443, path,");

/** As crhelper answers. */
const inPython = `import json
from http.client import HTTPSConnection
from urllib.parse import urlsplit

def handler(event, context):
    answer = {"Status": "SUCCESS", "PhysicalResourceId": "made", "Data": {"Word": "plain"}}
    answer.update({name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")})
    url = urlsplit(event["ResponseURL"])
    connection = HTTPSConnection(url.netloc)
    connection.request(method="PUT", url=url.path + "?" + url.query, body=json.dumps(answer), headers={"content-type": ""})
    return connection.getresponse().status
`;

function stackOf(Runtime: string, ZipFile: string): object {
  const properties = { Runtime, Handler: "index.handler", Code: { ZipFile }, Role: { "Fn::GetAtt": ["Role", "Arn"] } };
  return {
    Role: roleResource,
    Provider: { Type: "AWS::Lambda::Function", Properties: properties },
    Made: { Type: "Custom::Word", Properties: { ServiceToken: { "Fn::GetAtt": ["Provider", "Arn"] } } },
  };
}

describe("functions that answer CloudFormation over https", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud();
  });
  afterEach(() => cloud.close());

  async function answers(runtime: string, code: string): Promise<void> {
    const outputs = { Word: { Value: { "Fn::GetAtt": ["Made", "Word"] } } };
    const stack = await deploy(cloud, "words", stackOf(runtime, code), outputs);
    assert.equal(stack.StackStatus, "CREATE_COMPLETE", stack.StackStatusReason);
    assert.equal(stack.Outputs![0]!.OutputValue, "plain");
  }

  it("reach it as the CDK's own handlers do", () => answers("nodejs22.x", asCdkAnswers));

  it("reach it from ES modules", () => answers("nodejs22.x", asModule));

  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  it("reach it from Python", { skip: hasPython ? false : "python3 is not on PATH" }, () =>
    answers("python3.12", inPython),
  );
});
