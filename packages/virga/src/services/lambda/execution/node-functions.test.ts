import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { RunningFunctions } from "./running-functions.suite.ts";

describe("a Node.js handler", () => {
  let functions: RunningFunctions;
  let number = 0;

  before(async () => {
    functions = await RunningFunctions.start();
  });

  after(() => functions.close());

  /** Creates a function and invokes it once. */
  async function run(
    code: Parameters<RunningFunctions["create"]>[1],
    event: unknown = {},
    input: Parameters<RunningFunctions["create"]>[2] = {},
  ) {
    const name = `handler-${number++}`;
    await functions.create(name, code, input);
    return functions.invoke(name, event);
  }

  it("may be a CommonJS or an ES module, in folders, and a part of an export", async () => {
    const answers = [
      await run("exports.handler = async (event) => event.n + 1;", { n: 1 }),
      await run({ "index.mjs": "export const handler = async (event) => event.n + 1;" }, { n: 2 }),
      await run({ "index.cjs": "exports.handler = async (event) => event.n + 1;" }, { n: 3 }),
      await run(
        { "package.json": '{"type":"module"}', "index.js": "export const handler = async (event) => event.n + 1;" },
        { n: 4 },
      ),
      await run(
        { "src/app.mjs": "export const api = { get: async (event) => event.n + 1 };" },
        { n: 5 },
        { Handler: "src/app.api.get" },
      ),
      await run({ "index.mjs": "const n = await Promise.resolve(7); export const handler = () => n;" }),
    ];
    assert.deepEqual(
      answers.map(({ payload, error }) => ({ payload, error })),
      [2, 3, 4, 5, 6, null].map((payload) => ({ payload, error: undefined })),
    );
  });

  it("is a CommonJS module whatever the app's package.json says", async () => {
    const manifest = "require('path').join(process.env.LAMBDA_TASK_ROOT, '../../package.json')";
    await run(`exports.handler = async () => require('fs').writeFileSync(${manifest}, '{"type":"module"}');`);
    assert.equal((await run("exports.handler = async () => 'plain';")).payload, "plain");
    await run(`exports.handler = async () => require('fs').rmSync(${manifest});`);
  });

  it("may answer by a callback, by its context or not at all", async () => {
    const callback = "exports.handler = (event, context, callback) => { setTimeout(() => callback(null, event), 5); };";
    assert.deepEqual((await run(callback, { a: 1 })).payload, { a: 1 });
    assert.equal((await run("exports.handler = (event, context) => { context.succeed(1); };")).payload, 1);
    assert.equal((await run("exports.handler = () => {};")).payload, null);
    assert.equal((await run("exports.handler = async () => {};")).payload, null);
    const { error, payload } = await run("exports.handler = (event, context, callback) => callback('no');");
    assert.deepEqual(
      { error, payload },
      { error: "Unhandled", payload: { errorType: "string", errorMessage: "no", trace: [] } },
    );
  });

  it("waits for an empty event loop before a callback's answer, unless it does not want to", async () => {
    const waiting = `
      let fired = false;
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.waits;
        const had = fired;
        setTimeout(() => { fired = true; }, 40);
        callback(null, { had, when: Date.now() });
      };`;
    await functions.create("waits", waiting);
    await functions.invoke("waits", { waits: true });
    assert.equal(((await functions.invoke("waits", { waits: true })).payload as { had: boolean }).had, true);
    await functions.create("hurries", waiting);
    await functions.invoke("hurries", { waits: false });
    assert.equal(((await functions.invoke("hurries", { waits: false })).payload as { had: boolean }).had, false);
  });

  it("has AWS's context", async () => {
    const code = `
      exports.handler = async (event, context) => {
        const remaining = context.getRemainingTimeInMillis();
        return { ...JSON.parse(JSON.stringify(context)), remaining };
      };`;
    await functions.create("context", code, { Timeout: 5, MemorySize: 256 });
    const ClientContext = Buffer.from('{"custom":{"a":"ä"}}').toString("base64");
    const { payload } = await functions.invoke("context", {}, { ClientContext });
    const { remaining, awsRequestId, logStreamName, ...rest } = payload as Record<string, unknown>;
    assert.ok((remaining as number) > 0 && (remaining as number) <= 5_000);
    assert.match(awsRequestId as string, /^[0-9a-f-]{36}$/);
    assert.match(logStreamName as string, /^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: "$LATEST",
      functionName: "context",
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/context",
      clientContext: { custom: { a: "ä" } },
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:context",
    });
  });

  it("tells of what it throws", async () => {
    const { payload, error, log } = await run(
      "class Refused extends Error { name = 'Refused'; } exports.handler = async () => { throw new Refused('not today'); };",
    );
    const { trace, ...rest } = payload as { trace: string[] };
    assert.deepEqual(rest, { errorType: "Refused", errorMessage: "not today" });
    assert.match(trace[1]!, /at .*index\.js:1:/);
    assert.equal(error, "Unhandled");
    assert.match(log, /\tERROR\tInvoke Error \t\{"errorType":"Refused","errorMessage":"not today",.*"stack":\[/);
  });

  it("tells of what it throws by itself, and begins anew", async () => {
    const code = `
      exports.handler = async (event) => {
        if (event.what === "throw") setTimeout(() => { throw new TypeError("late"); }, 1);
        if (event.what === "reject") Promise.reject(new Error("nobody"));
        await new Promise((resolve) => setTimeout(resolve, event.what ? 1000 : 0));
        return process.pid;
      };`;
    await functions.create("late", code);
    const thrown = await functions.invoke("late", { what: "throw" });
    assert.equal(thrown.error, "Unhandled");
    assert.deepEqual(
      { ...(thrown.payload as object), trace: [] },
      { errorType: "TypeError", errorMessage: "late", trace: [] },
    );
    const rejected = await functions.invoke("late", { what: "reject" });
    assert.deepEqual(
      { ...(rejected.payload as object), trace: [] },
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: nobody", trace: [] },
    );
    assert.match(rejected.log, /Unhandled Promise Rejection/);
    assert.equal((await functions.invoke("late")).error, undefined);
  });

  it("cannot be loaded: AWS's errors", async () => {
    const cases = [
      [
        { "other.js": "" },
        "index.handler",
        "Runtime.ImportModuleError",
        /^Error: Cannot find module 'index'\nRequire stack:\n- \/var\/runtime\/index.mjs$/,
      ],
      [
        { "index.js": "require('nothing-there');" },
        "index.handler",
        "Runtime.ImportModuleError",
        /^Error: Cannot find module 'nothing-there'\nRequire stack:\n- \/var\/task\/index.js\n- \/var\/runtime\/index.mjs$/,
      ],
      [
        { "index.mjs": "import 'nothing-there';" },
        "index.handler",
        "Error",
        /^Cannot find package 'nothing-there' imported from \/var\/task\/index.mjs$/,
      ],
      [
        { "index.js": "exports.other = 1;" },
        "index.handler",
        "Runtime.HandlerNotFound",
        /^index\.handler is undefined or not exported$/,
      ],
      [
        { "index.js": "exports.handler = 1;" },
        "index.handler",
        "Runtime.HandlerNotFound",
        /^index\.handler is not a function$/,
      ],
      [
        { "index.js": "exports.handler = (;" },
        "index.handler",
        "Runtime.UserCodeSyntaxError",
        /^SyntaxError: Unexpected token ';'$/,
      ],
      [{ "index.js": "" }, "index", "Runtime.MalformedHandlerName", /^Bad handler$/],
      [
        { "index.ts": "export const handler = () => 1;" },
        "index.handler",
        "Runtime.ImportModuleError",
        /Cannot find module 'index'/,
      ],
      [{ "index.js": "throw new RangeError('at the start');" }, "index.handler", "RangeError", /^at the start$/],
    ] as const;
    for (const [files, Handler, errorType, message] of cases) {
      const { payload, error, log } = await run(files as unknown as Record<string, string>, {}, { Handler });
      const { trace, ...rest } = payload as { trace: string[]; errorType: string; errorMessage: string };
      assert.equal(rest.errorType, errorType);
      assert.match(rest.errorMessage, message);
      assert.equal(error, "Unhandled");
      assert.match(log, /^START .*\nEND .*\nREPORT .*Status: error\tError Type: /);
    }
  });

  it("has the packages of its own, of its layers and of the runtime, and none that lie around it", async () => {
    const around = "require('path').join(process.env.LAMBDA_TASK_ROOT, '../../node_modules')";
    const files = "{ mkdirSync, writeFileSync, rmSync } = require('fs')";
    await run(`exports.handler = async () => {
      const ${files};
      mkdirSync(${around} + "/beside", { recursive: true });
      writeFileSync(${around} + "/beside/index.js", "module.exports = 'beside';");
    };`);
    const own = { "node_modules/own/index.js": "module.exports = require('fs').existsSync('/') && 'own';" };
    const errors = [
      await run({ ...own, "index.js": "require('own'); exports.handler = async () => require('beside');" }),
      await run({ ...own, "index.mjs": "import own from 'own'; export const handler = () => import('beside');" }),
      await run({ ...own, "lib/a.js": "require('beside');", "index.js": "require('./lib/a.js')" }),
      await run({ "index.mjs": "import 'beside'; export const handler = () => 1;" }),
      await run({ "index.mjs": "import '@aws-sdk/client-lambda'; export const handler = async () => '';" }),
    ].map(({ payload }) => (payload as { errorMessage?: string }).errorMessage);
    assert.deepEqual(errors, [
      "Cannot find module 'beside'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs",
      "Cannot find package 'beside' imported from /var/task/index.mjs",
      "Error: Cannot find module 'beside'\nRequire stack:\n- /var/task/lib/a.js\n- /var/runtime/index.mjs",
      "Cannot find package 'beside' imported from /var/task/index.mjs",
      undefined,
    ]);
    await run(`exports.handler = async () => { const ${files}; rmSync(${around}, { recursive: true }); };`);
  });

  it("is refused where Lambda refuses it: callbacks in Node.js 24, streams", async () => {
    const code = "exports.handler = (event, context, callback) => callback();";
    const { payload } = await run(code, {}, { Runtime: "nodejs24.x" });
    assert.equal((payload as { errorType: string }).errorType, "Runtime.CallbackHandlerDeprecated");
    const streaming = await run("exports.handler = awslambda.streamifyResponse(async () => {});");
    assert.match(
      JSON.stringify(streaming.payload),
      /Virga does not support response streaming: awslambda.streamifyResponse/,
    );
  });

  it("answers no more than 6 MB, and JSON", async () => {
    const large = await run("exports.handler = async () => 'a'.repeat(6291600);");
    assert.deepEqual(large.payload, {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
    const fits = await run("exports.handler = async (event) => event + 'a'.repeat(5000000);", "b".repeat(1_000_000));
    assert.equal((fits.payload as string).length, 6_000_000);
    const circular = await run("exports.handler = async () => { const a = {}; a.a = a; return a; };");
    assert.match(JSON.stringify(circular.payload), /Unable to stringify response body/);
  });

  it("finds the AWS SDK that its code lacks, by require and by import", async () => {
    const required = await run(
      "const { DynamoDBClient } = require('@aws-sdk/client-dynamodb'); exports.handler = async () => typeof DynamoDBClient;",
    );
    assert.equal(required.payload, "function");
    const imported = await run({
      "index.mjs": "import { S3Client } from '@aws-sdk/client-s3'; export const handler = async () => typeof S3Client;",
    });
    assert.equal(imported.payload, "function");
    const missing = await run("require('@aws-sdk/client-nothing-there');");
    assert.match(JSON.stringify(missing.payload), /@aws-sdk\/client-nothing-there belongs to Lambda's own runtime/);
  });

  it("sees the cloud's clock", async () => {
    const code =
      "exports.handler = async () => ({ now: Date.now(), date: new Date(), text: Date(), is: new Date() instanceof Date, old: new Date(0) });";
    await functions.create("clock", code);
    await functions.invoke("clock");
    await functions.cloud.clock.advance(3_600_000);
    const { now, date, is, old } = (await functions.invoke("clock")).payload as Record<string, string>;
    assert.match(new Date(now!).toISOString(), /^2026-01-01T01:00:0/);
    assert.match(date!, /^2026-01-01T01:00:0/);
    assert.deepEqual({ is, old }, { is: true, old: "1970-01-01T00:00:00.000Z" });
  });
});
