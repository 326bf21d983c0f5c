import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { S3 } from "@aws-sdk/client-s3";
import { RunningFunctions } from "./running-functions.suite.ts";

const hasPython = await promisify(execFile)("python3", ["-c", "import urllib3, requests, boto3"]).then(
  () => true,
  () => false,
);

/** Asks for an address in each way that Node.js has; `said` is what was answered, by way. */
const asking = `
  import https, { get, request } from "node:https";
  import { createRequire } from "node:module";
  const required = createRequire(import.meta.url)("https");

  const told = (ask) => new Promise((resolve, reject) => {
    const asked = ask((response) => {
      let text = "";
      response.on("data", (part) => { text += part; });
      response.on("end", () => resolve(response.statusCode + " " + text));
    });
    asked.on("error", reject);
    asked.end();
  });

  export const handler = async ({ url }) => {
    const { hostname, pathname: path } = new URL(url);
    const agent = new https.Agent({ keepAlive: true });
    const fetched = async (...given) => {
      const response = await fetch(...given);
      return response.status + " " + await response.text();
    };
    return {
      options: await told((take) => https.request({ hostname, port: 443, path, agent }, take)),
      host: await told((take) => required.request({ host: hostname, path, protocol: "https:", lookup: () => {} }, take)),
      url: await told((take) => request(new URL(url), take)),
      text: await told((take) => get(url, { headers: { accept: "*/*" } }, take)),
      fetch: await fetched(url),
      request: await fetched(new Request(url, { headers: { accept: "*/*" } })),
    };
  };`;

describe("requests of handlers to AWS's hosts", () => {
  let functions: RunningFunctions;

  before(async () => {
    functions = await RunningFunctions.start(["logs:*", "s3:*", "dynamodb:*"]);
    const s3 = functions.cloud.client(S3);
    await s3.createBucket({ Bucket: "letters" });
    await s3.putPublicAccessBlock({
      Bucket: "letters",
      PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
    });
    const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::letters/*" }];
    await s3.putBucketPolicy({ Bucket: "letters", Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
    await s3.putObject({ Bucket: "letters", Key: "a.txt", Body: "hello" });
    await functions.create("asking", { "index.mjs": asking });
  });

  after(() => functions.close());

  it("reach the engine in every way that Node.js has to ask", async () => {
    const { payload } = await functions.invoke("asking", {
      url: "https://letters.s3.us-east-1.amazonaws.com/a.txt",
    });
    const said = "200 hello";
    assert.deepEqual(payload, { options: said, host: said, url: said, text: said, fetch: said, request: said });
  });

  it("keep their host: function URLs, user pools' domains", async () => {
    for (const url of [
      "https://nobody.lambda-url.us-east-1.on.aws/",
      "https://nobody.auth.us-east-1.amazoncognito.com/",
    ]) {
      const { payload, error } = await functions.invoke("asking", { url });
      assert.equal(error, undefined, JSON.stringify(payload));
      const answers = new Set(Object.values(payload as Record<string, string>));
      assert.doesNotMatch(Array.from(answers).join(), /does not answer to the host/, url);
      assert.equal(answers.size, 1, JSON.stringify(payload));
    }
  });

  it("may be to the machine without a port, where code knows the engine by its name alone", async () => {
    const { payload } = await functions.invoke("asking", { url: "https://localhost/letters/a.txt" });
    assert.equal((payload as { options: string }).options, "200 hello");
  });

  it("are signed by SDK clients for AWS's own endpoint", async () => {
    const code = `
      const { DynamoDB } = require("@aws-sdk/client-dynamodb");
      exports.handler = async () => {
        const dynamodb = new DynamoDB({ endpoint: "https://dynamodb." + process.env.AWS_REGION + ".amazonaws.com" });
        return (await dynamodb.listTables({})).TableNames;
      };`;
    await functions.create("signing", code);
    const { payload } = await functions.invoke("signing");
    assert.deepEqual(payload, []);
  });

  it("reach the machine by names below localhost, where SDK clients put buckets and prefixes", async () => {
    const code = `
      const { S3 } = require("@aws-sdk/client-s3");
      const http = require("http");
      exports.handler = async () => {
        const object = await new S3().getObject({ Bucket: "letters", Key: "a.txt" });
        const endpoint = process.env.AWS_ENDPOINT_URL;
        const fetched = await fetch(endpoint.replace("localhost", "letters.s3.localhost") + "/a.txt");
        const status = await new Promise((resolve, reject) => http
          .get(endpoint.replace("localhost", "sync-localhost"), (response) => resolve(response.statusCode))
          .on("error", reject));
        return [await object.Body.transformToString(), await fetched.text(), typeof status];
      };`;
    await functions.create("names", code);
    assert.deepEqual((await functions.invoke("names")).payload, ["hello", "hello", "number"]);
  });

  it("reach the engine in every way that Python has to ask", {
    skip: !hasPython && "Python with urllib3, requests and boto3 is not installed",
  }, async () => {
    const code = [
      "import http.client, urllib.request, urllib3, requests, boto3, warnings",
      "warnings.simplefilter('error')",
      "def handler(url, context):",
      "    _, _, host, path = url.split('/', 3)",
      "    plain = http.client.HTTPSConnection(host)",
      "    plain.request('GET', '/' + path)",
      "    s3 = boto3.client('s3', endpoint_url='https://s3.us-east-1.amazonaws.com')",
      "    return [",
      "        plain.getresponse().read().decode(),",
      "        urllib.request.urlopen(url).read().decode(),",
      "        urllib3.PoolManager().request('GET', url, timeout=5.0).data.decode(),",
      "        requests.get(url).text,",
      "        s3.get_object(Bucket='letters', Key='a.txt')['Body'].read().decode(),",
      "    ]",
    ].join("\n");
    const input = { Runtime: "python3.12", Handler: "app.handler", MemorySize: 256, Timeout: 30 } as const;
    await functions.create("asking-python", { "app.py": code }, input);
    const { payload } = await functions.invoke("asking-python", "https://letters.s3.us-east-1.amazonaws.com/a.txt");
    assert.deepEqual(payload, ["hello", "hello", "hello", "hello", "hello"]);
  });

  it("leave those to other hosts alone", async () => {
    const server = createServer((_request, response) => response.end("elsewhere")).listen(0, "127.0.0.1");
    try {
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as AddressInfo;
      const code = `
        const https = require("https");
        exports.handler = async ({ port }) => {
          const plain = await (await fetch("http://127.0.0.1:" + port)).text();
          const secure = await new Promise((resolve) => https.get("https://127.0.0.1:" + port).on("error", (error) => resolve(error.code)));
          return { plain, secure };
        };`;
      await functions.create("elsewhere", code);
      const { payload } = await functions.invoke("elsewhere", { port });
      const { plain, secure } = payload as Record<string, string>;
      assert.equal(plain, "elsewhere");
      assert.match(secure!, /SSL|EPROTO|ECONNRESET/);
    } finally {
      server.close();
    }
  });
});
