import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { SSM } from "@aws-sdk/client-ssm";
import { zipOf } from "../functions.suite.ts";
import { RunningFunctions } from "./running-functions.suite.ts";

const pid =
  "exports.handler = async (event) => { await new Promise((r) => setTimeout(r, event.ms ?? 0)); return process.pid; };";

describe("execution environments", () => {
  let functions: RunningFunctions;

  beforeEach(async () => {
    functions = await RunningFunctions.start(["logs:*", "ssm:GetParameter"]);
  });

  afterEach(() => functions.close());

  it("serve one invocation at a time, and many one after the other", async () => {
    await functions.create("f", pid);
    const first = (await functions.invoke("f")).payload;
    assert.equal((await functions.invoke("f")).payload, first);
    const together = await Promise.all([1, 2, 3].map(() => functions.invoke("f", { ms: 500 })));
    assert.equal(new Set(together.map(({ payload }) => payload)).size, 3);
  });

  it("keep what a function leaves between its invocations", async () => {
    await functions.create("f", "let n = 0; exports.handler = async () => ++n;");
    for (const expected of [1, 2, 3]) assert.equal((await functions.invoke("f")).payload, expected);
  });

  it("are new ones after a change of code or configuration", async () => {
    await functions.create("f", "exports.handler = async () => [1, process.env.OWN];");
    assert.deepEqual((await functions.invoke("f")).payload, [1, null]);
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => [2, process.env.OWN];" });
    await functions.lambda.updateFunctionCode({ FunctionName: "f", ZipFile });
    assert.deepEqual((await functions.invoke("f")).payload, [2, null]);
    await functions.lambda.updateFunctionConfiguration({ FunctionName: "f", Environment: { Variables: { OWN: "a" } } });
    assert.deepEqual((await functions.invoke("f")).payload, [2, "a"]);
  });

  it("stay when only permissions change", async () => {
    await functions.create("f", pid);
    const { payload } = await functions.invoke("f");
    const permission = { StatementId: "s", Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com" };
    await functions.lambda.addPermission({ FunctionName: "f", ...permission });
    assert.equal((await functions.invoke("f")).payload, payload);
    await functions.lambda.removePermission({ FunctionName: "f", StatementId: "s" });
    assert.equal((await functions.invoke("f")).payload, payload);
  });

  it("finish the invocations of the code before", async () => {
    await functions.create(
      "f",
      `exports.handler = async () => { await new Promise((r) => setTimeout(r, 400)); return 1; };`,
    );
    const running = functions.invoke("f");
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 2;" });
    await functions.lambda.updateFunctionCode({ FunctionName: "f", ZipFile });
    assert.equal((await functions.invoke("f")).payload, 2);
    assert.equal((await running).payload, 1);
  });

  it("have AWS's variables, the function's own and none of the engine's", async () => {
    process.env.VIRGA_TEST_SECRET = "secret";
    try {
      const Environment = { Variables: { OWN: "mine" } };
      await functions.create("f", "exports.handler = async () => ({ ...process.env, cwd: process.cwd() });", {
        Environment,
        MemorySize: 200,
      });
      const variables = (await functions.invoke("f")).payload as Record<string, string>;
      const expected = {
        OWN: "mine",
        TZ: ":UTC",
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
        AWS_LAMBDA_FUNCTION_NAME: "f",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "200",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
        _HANDLER: "index.handler",
        VIRGA_TEST_SECRET: undefined,
        HOME: undefined,
        cwd: variables.LAMBDA_TASK_ROOT,
      };
      for (const [name, value] of Object.entries(expected)) assert.equal(variables[name], value, name);
      assert.match(variables.AWS_ENDPOINT_URL!, /^http:\/\/localhost:\d+$/);
      assert.match(variables.AWS_ACCESS_KEY_ID!, /^ASIA/);
      assert.match(variables._X_AMZN_TRACE_ID!, /^Root=1-/);
    } finally {
      delete process.env.VIRGA_TEST_SECRET;
    }
  });

  it("reach Virga by SDK clients as they are, as the function's role", async () => {
    await functions.cloud.client(SSM).putParameter({ Name: "greeting", Value: "hello", Type: "String" });
    const code = `
      const { SSM } = require("@aws-sdk/client-ssm");
      const { STS } = require("@aws-sdk/client-sts");
      exports.handler = async ({ write }) => {
        if (write) return new SSM().putParameter({ Name: "greeting", Value: "bye", Overwrite: true });
        const { Parameter } = await new SSM().getParameter({ Name: "greeting" });
        const { Arn } = await new STS().getCallerIdentity({});
        return [Parameter.Value, Arn];
      };`;
    await functions.create("reader", code, { MemorySize: 256, Timeout: 20 });
    const { payload } = await functions.invoke("reader");
    assert.deepEqual(payload, ["hello", "arn:aws:sts::000000000000:assumed-role/lambda/reader"]);
    const refused = await functions.invoke("reader", { write: true });
    assert.match(
      JSON.stringify(refused.payload),
      /assumed-role\/lambda\/reader is not authorized to perform: ssm:PutParameter/,
    );
  });

  it("are replaced before their credentials expire, and after a store was put back", async () => {
    const code = `
      const { STS } = require("@aws-sdk/client-sts");
      exports.handler = async () => (await new STS().getCallerIdentity({})).Account + process.pid;`;
    const snapshotBefore = functions.cloud.snapshot();
    await functions.create("f", code, { MemorySize: 256, Timeout: 20 });
    const created = functions.cloud.snapshot();
    const first = (await functions.invoke("f")).payload as string;
    assert.match(first, /^000000000000/);
    await functions.cloud.clock.advance(3_590_000);
    const second = (await functions.invoke("f")).payload as string;
    assert.match(second, /^000000000000/);
    assert.notEqual(second, first);
    functions.cloud.restore(snapshotBefore);
    functions.cloud.restore(created);
    const third = (await functions.invoke("f")).payload as string;
    assert.match(third, /^000000000000/);
    assert.notEqual(third, second);
  });

  it("have their layers under the folder of packages and for programs", async () => {
    const layer = async (LayerName: string, files: Record<string, string>) =>
      (await functions.lambda.publishLayerVersion({ LayerName, Content: { ZipFile: zipOf(files) } })).LayerVersionArn!;
    await functions.create("other", pid);
    const Layers = [
      await layer("one", {
        "nodejs/node_modules/one/index.js": "module.exports = 1;",
        "bin/tool": "#!/bin/sh\necho tool\n",
      }),
      await layer("two", {
        "nodejs/node_modules/two/index.js": "module.exports = 2;",
        "nodejs/node_modules/one/package.json": "{}",
      }),
    ];
    await functions.create(
      "required",
      "exports.handler = async () => [require('one'), require('two'), require('child_process').execFileSync('tool').toString()];",
      { Layers },
    );
    assert.deepEqual((await functions.invoke("required")).payload, [1, 2, "tool\n"]);
    await functions.create(
      "imported",
      { "index.mjs": "import one from 'one'; import two from 'two'; export const handler = async () => [one, two];" },
      { Layers },
    );
    assert.deepEqual((await functions.invoke("imported")).payload, [1, 2]);
  });

  it("do nothing between invocations", async () => {
    const code =
      "let n = 0; exports.handler = async () => { setInterval(() => n++, 1); await new Promise((r) => setTimeout(r, 20)); return n; };";
    await functions.create("f", code);
    const first = (await functions.invoke("f")).payload as number;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = (await functions.invoke("f")).payload as number;
    assert.ok(first > 0 && second < first + 200, `${first} ${second}`);
  });

  it("cannot start when the role is gone", async () => {
    await functions.create("f", pid);
    await functions.cloud.client(IAM).deleteRolePolicy({ RoleName: "lambda", PolicyName: "allowed" });
    await functions.cloud.client(IAM).deleteRole({ RoleName: "lambda" });
    await assert.rejects(functions.invoke("f"), {
      name: "AccessDeniedException",
      message: /^The role defined for the function cannot be assumed by Lambda\./,
    });
  });
});

describe("a function's log", () => {
  let functions: RunningFunctions;

  afterEach(() => functions.close());

  async function events(group: string): Promise<readonly string[]> {
    await functions.cloud.clock.advance(1);
    const { events: found = [] } = await functions.cloud
      .client(CloudWatchLogs)
      .filterLogEvents({ logGroupName: group });
    return found.map(({ message }) => message!);
  }

  it("arrives in CloudWatch Logs with what Lambda adds", async () => {
    functions = await RunningFunctions.start();
    const code =
      "exports.handler = async () => { console.log('one\\ntwo', { a: 1 }); console.error('bad'); console.debug('x'); process.stdout.write('raw\\n'); };";
    await functions.create("f", code);
    await functions.invoke("f");
    await functions.invoke("f");
    const lines = await events("/aws/lambda/f");
    const id = /^START RequestId: (\S+) Version: \$LATEST\n$/.exec(lines[0]!)![1]!;
    const at = "2026-01-01T00:00:00\\.\\d{3}Z";
    const expected = [
      `^START RequestId: ${id} Version: \\$LATEST\\n$`,
      `^${at}\\t${id}\\tINFO\\tone\\ntwo \\{ a: 1 \\}\\n$`,
      `^${at}\\t${id}\\tERROR\\tbad\\n$`,
      `^${at}\\t${id}\\tDEBUG\\tx\\n$`,
      "^raw\\n$",
      `^END RequestId: ${id}\\n$`,
      `^REPORT RequestId: ${id}\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: \\d+\\.\\d\\d ms\\t\\n$`,
    ];
    assert.deepEqual(
      lines.slice(0, 7).map((line, index) => new RegExp(expected[index]!).test(line) || line),
      expected.map(() => true),
    );
    assert.doesNotMatch(lines.at(-1)!, /Init Duration/);
    assert.equal(lines.length, 14);
  });

  it("is JSON where the function wants it, of the levels that it wants", async () => {
    functions = await RunningFunctions.start();
    const code =
      "exports.handler = async () => { console.info('hello', 1); console.warn({ a: 1 }); console.error(new TypeError('bad')); };";
    const LoggingConfig = { LogFormat: "JSON", ApplicationLogLevel: "WARN", LogGroup: "/own/group" } as const;
    await functions.create("f", code, { LoggingConfig });
    await functions.invoke("f");
    const lines = (await events("/own/group")).map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ type, level }) => type ?? level),
      ["platform.start", "WARN", "ERROR", "platform.report"],
    );
    assert.deepEqual(lines[1]!.message, { a: 1 });
    const { errorType, errorMessage } = lines[2]!.message as { errorType: string; errorMessage: string };
    assert.deepEqual([errorType, errorMessage], ["TypeError", "bad"]);
    assert.deepEqual(Object.keys(lines[3]!.record as object), ["requestId", "metrics", "status"]);
  });

  it("is dropped where the role may not write it", async () => {
    functions = await RunningFunctions.start([]);
    await functions.create("f", "exports.handler = async () => console.log('x');");
    assert.match((await functions.invoke("f")).log, /\tINFO\tx\n/);
    await functions.cloud.clock.advance(1);
    const { logGroups } = await functions.cloud.client(CloudWatchLogs).describeLogGroups({});
    assert.deepEqual(logGroups, []);
    assert.deepEqual(functions.cloud.reports, []);
  });
});

describe("the memory of a function", () => {
  it("is enough for SDK clients at the least size, however many calls they make", async () => {
    const functions = await RunningFunctions.start(["logs:*", "ssm:GetParameters"]);
    try {
      const code = `
        const { SSM } = require("@aws-sdk/client-ssm");
        const ssm = new SSM();
        exports.handler = async () => {
          for (let n = 0; n < 200; n++) await ssm.getParameters({ Names: ["none"] });
          return process.pid;
        };`;
      await functions.create("busy", code, { MemorySize: 128, Timeout: 60 });
      const pids = new Set<unknown>();
      for (let n = 0; n < 5; n++) pids.add((await functions.invoke("busy")).payload);
      assert.equal(pids.size, 1);
    } finally {
      await functions.close();
    }
  });
});
