import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Lambda, type TracingMode } from "@aws-sdk/client-lambda";
import { RunningFunctions } from "./execution/running-functions.suite.ts";

const root = "Root=1-5759e988-bd862e3fe1be46a994272793";
const given = `${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0`;
const own = /^Root=1-6955b9[\da-f]{2}-[\da-f]{24};Parent=[\da-f]{16};Sampled=([01])$/;

describe("the trace of an invocation", () => {
  let functions: RunningFunctions;

  before(async () => {
    functions = await RunningFunctions.start(["logs:*", "xray:*", "lambda:InvokeFunction"]);
    const code = "exports.handler = async () => process.env._X_AMZN_TRACE_ID;";
    for (const Mode of ["Active", "PassThrough"] as const) {
      await functions.create(Mode, code, { TracingConfig: { Mode } });
    }
    const caller = `
      const { Lambda } = require("@aws-sdk/client-lambda");
      exports.handler = async (FunctionName) => {
        const { Payload } = await new Lambda().invoke({ FunctionName });
        return [process.env._X_AMZN_TRACE_ID, JSON.parse(Payload.transformToString())];
      };`;
    await functions.create("caller", caller, { MemorySize: 256, Timeout: 20 });
  });

  after(() => functions.close());

  /** What a function finds that is invoked with a tracing header. */
  async function traceOf(FunctionName: TracingMode, header?: string): Promise<string> {
    const lambda = functions.cloud.client(Lambda);
    lambda.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        if (header !== undefined) headers["X-Amzn-Trace-Id"] = header;
        return next(args);
      },
      { step: "build" },
    );
    const { Payload } = await lambda.invoke({ FunctionName });
    return JSON.parse(Payload!.transformToString()) as string;
  }

  it("begins with it where the caller has none", async () => {
    assert.equal(own.exec(await traceOf("PassThrough"))?.[1], "0");
    assert.equal(own.exec(await traceOf("Active"))?.[1], "1");
    assert.equal(own.exec(await traceOf("PassThrough", "rubbish"))?.[1], "0");
  });

  it("is the caller's", async () => {
    assert.equal(await traceOf("PassThrough", given), given);
    assert.equal(await traceOf("PassThrough", root), root);
  });

  it("has the invocation in it where tracing is active, sampled as the caller says", async () => {
    const active = await traceOf("Active", given);
    assert.match(active, new RegExp(`^${root};Parent=[\\da-f]{16};Sampled=1;Lineage=1:a87bd80c:0$`));
    assert.ok(!active.includes("53995c3f42cd8ad8"), active);
    assert.match(await traceOf("Active", `${root};Sampled=0`), /;Sampled=0$/);
    assert.match(await traceOf("Active", `${root};Sampled=?`), /;Sampled=1$/);
  });

  it("goes on through functions that call functions", async () => {
    const { payload } = await functions.invoke("caller", "PassThrough");
    const [outer, inner] = payload as [string, string];
    assert.match(outer, own);
    assert.equal(inner, outer);
  });
});
