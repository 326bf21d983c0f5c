import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { RunningFunctions } from "./running-functions.suite.ts";

const python = await promisify(execFile)("python3", ["--version"]).then(
  () => true,
  () => false,
);
const input = { Runtime: "python3.12", Handler: "app.handler" } as const;

describe("a Python handler", { skip: python ? false : "python3 is not installed" }, () => {
  let functions: RunningFunctions;
  let count = 0;

  before(async () => {
    functions = await RunningFunctions.start();
  });

  after(() => functions.close());

  async function run(code: string, event: unknown = {}, Handler = "app.handler") {
    const name = `python-${count++}`;
    await functions.create(
      name,
      { "app.py": code, "pkg/mod.py": "def go(event, context):\n    return 'mod'\n" },
      { ...input, Handler },
    );
    return functions.invoke(name, event);
  }

  it("gets the event and Lambda's context", async () => {
    const code = `
import os
def handler(event, context):
    return {
        "event": event,
        "name": context.function_name,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "remaining": context.get_remaining_time_in_millis(),
        "id": context.aws_request_id,
        "trace": os.environ["_X_AMZN_TRACE_ID"][:7],
        "root": os.environ["LAMBDA_TASK_ROOT"] == os.getcwd(),
    }
`;
    const { payload } = await run(code, { a: "ä" });
    const { remaining, id, ...rest } = payload as { remaining: number; id: string };
    assert.ok(remaining > 0 && remaining <= 3_000);
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      event: { a: "ä" },
      name: "python-0",
      arn: "arn:aws:lambda:us-east-1:000000000000:function:python-0",
      memory: "128",
      trace: "Root=1-",
      root: true,
    });
    assert.equal((await run("", {}, "pkg/mod.go")).payload, "mod");
  });

  it("tells of what it raises, with the lines of its stack", async () => {
    const { payload, error, log } = await run(
      "def handler(event, context):\n    raise ValueError('not ' + event['a'])\n",
      { a: "b" },
    );
    const { requestId, stackTrace, ...rest } = payload as { requestId: string; stackTrace: string[] };
    assert.equal(error, "Unhandled");
    assert.deepEqual(rest, { errorMessage: "not b", errorType: "ValueError" });
    assert.match(requestId, /^[0-9a-f-]{36}$/);
    assert.match(stackTrace[0]!, /^ {2}File ".*app\.py", line 2, in handler\n {4}raise ValueError/);
    assert.match(log, /\[ERROR\] ValueError: not b\nTraceback \(most recent call last\):\n\u00a0\u00a0File/);
  });

  it("cannot be loaded: AWS's errors", async () => {
    const cases = [
      ["", "app.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"],
      ["", "other.handler", "Runtime.ImportModuleError", "Unable to import module 'other': No module named 'other'"],
      [
        "import nothing_there",
        "app.handler",
        "Runtime.ImportModuleError",
        "Unable to import module 'app': No module named 'nothing_there'",
      ],
      ["def (", "app.handler", "Runtime.UserCodeSyntaxError", /^Syntax error in module 'app'/],
      ["", "app", "Runtime.MalformedHandlerName", /^Bad handler 'app'/],
    ] as const;
    for (const [code, handler, type, message] of cases) {
      const { payload } = await run(code, {}, handler);
      const { errorType, errorMessage } = payload as { errorType: string; errorMessage: string };
      assert.equal(errorType, type);
      if (typeof message === "string") assert.equal(errorMessage, message);
      else assert.match(errorMessage, message);
    }
  });

  it("writes its log by print and by logging", async () => {
    const code = `
import logging
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    print("printed")
    logging.info("logged %s", 1)
`;
    const { log } = await run(code);
    assert.match(log, /\nprinted\n\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z\t[0-9a-f-]{36}\tlogged 1\n/);
  });

  it("writes its log as JSON where the function wants it, of the levels that it wants", async () => {
    const code = `
import logging
logger = logging.getLogger("app")
def handler(event, context):
    logger.info("quiet")
    logger.warning("loud %s", 1)
    try:
        raise ValueError("bad")
    except ValueError:
        logger.exception("caught")
    raise KeyError("thrown")
`;
    const LoggingConfig = { LogFormat: "JSON", ApplicationLogLevel: "WARN" } as const;
    await functions.create("python-json", { "app.py": code }, { ...input, LoggingConfig });
    const { log } = await functions.invoke("python-json");
    const lines = log
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const own = lines.filter(({ type }) => type === undefined);
    assert.deepEqual(
      own.map(({ level, message, logger, errorType, errorMessage }) => ({
        level,
        message,
        logger,
        errorType,
        errorMessage,
      })),
      [
        { level: "WARNING", message: "loud 1", logger: "app", errorType: undefined, errorMessage: undefined },
        { level: "ERROR", message: "caught", logger: "app", errorType: "ValueError", errorMessage: "bad" },
        { level: "ERROR", message: undefined, logger: undefined, errorType: "KeyError", errorMessage: "'thrown'" },
      ],
    );
    for (const { timestamp } of own) assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.match(String(own[0]!.requestId), /^[0-9a-f-]{36}$/);
  });

  it("exits or cannot answer", async () => {
    const exits = await run("import sys\ndef handler(event, context):\n    sys.exit(2)\n");
    assert.match(JSON.stringify(exits.payload), /Runtime exited with error: exit status 2/);
    const object = await run("def handler(event, context):\n    return object()\n");
    assert.match(
      JSON.stringify(object.payload),
      /Runtime.MarshalError.*Unable to marshal response: Object of type object is not JSON serializable|Unable to marshal response.*Runtime.MarshalError/,
    );
  });
});
