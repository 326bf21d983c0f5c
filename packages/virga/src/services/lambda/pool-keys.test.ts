import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { createFunction, createRole, zipOf } from "./functions.suite.ts";

/** The ways in which libraries get the keys: aws-jwt-verify, jwks-rsa and jose. */
const inNode = `const https = require("node:https");
const { URL, parse } = require("node:url");
const read = (begin) => new Promise((resolve, reject) => {
  const request = begin((response) => {
    let body = "";
    response.setEncoding("utf8").on("data", (text) => { body += text; }).on("end", () => resolve(JSON.parse(body)));
  });
  request.on("error", reject).end();
});
exports.handler = async (pool) => {
  const uri = "https://cognito-idp.us-east-1.amazonaws.com/" + pool + "/.well-known/jwks.json";
  return [
    await read((take) => https.request(uri, { headers: { accept: "application/json" } }, take)),
    await read((take) => https.request(new URL(uri), take)),
    await read((take) => https.request({ ...parse(uri), agent: https.globalAgent, method: "GET" }, take)),
    await read((take) => https.get(uri, take)),
    await (await fetch(uri, { method: "GET", redirect: "manual" })).json(),
    await (await fetch(new URL(uri))).json(),
  ];
};`;

const inPython = `import json
import urllib.request

def handler(pool, context):
    with urllib.request.urlopen(f"https://cognito-idp.us-east-1.amazonaws.com/{pool}/.well-known/jwks.json") as response:
        return [json.load(response)]
`;

describe("functions that verify tokens", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud();
    await createRole(cloud);
  });
  afterEach(() => cloud.close());

  async function keysFound(runtime: "nodejs22.x" | "python3.12", files: Record<string, string>): Promise<string[][]> {
    const pools = cloud.client(CognitoIdentityProvider);
    const { UserPool } = await pools.createUserPool({ PoolName: "p" });
    const lambda = await createFunction(cloud, "verifier", { Runtime: runtime, Code: { ZipFile: zipOf(files) } });
    const { Payload, FunctionError } = await lambda.invoke({
      FunctionName: "verifier",
      Payload: JSON.stringify(UserPool!.Id),
    });
    const answer = Payload!.transformToString();
    assert.equal(FunctionError, undefined, answer);
    return (JSON.parse(answer) as { keys: { alg: string }[] }[]).map(({ keys }) => keys.map(({ alg }) => alg));
  }

  it("get a pool's keys at the address that libraries make of its id", async () => {
    const both = ["RS256", "RS256"];
    assert.deepEqual(await keysFound("nodejs22.x", { "index.js": inNode }), [both, both, both, both, both, both]);
  });

  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  it("get them in Python", { skip: hasPython ? false : "python3 is not on PATH" }, async () => {
    assert.deepEqual(await keysFound("python3.12", { "index.py": inPython }), [["RS256", "RS256"]]);
  });
});
