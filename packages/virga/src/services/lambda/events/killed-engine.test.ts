import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { SNS } from "@aws-sdk/client-sns";
import { trustOf, zipOf } from "../functions.suite.ts";

const program = fileURLToPath(new URL("./durable-engine.suite.ts", import.meta.url));
const FunctionName = "slow";

/** Writes down what it gets, events and messages, after it has taken its time. */
const code = `exports.handler = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const name = event.Records ? event.Records[0].Sns.Message : event.name;
  require("node:fs").appendFileSync(process.env.FILE, name + "\\n");
};`;

describe("what was acknowledged for later, when the engine is killed", () => {
  let folder: string;
  let file: string;
  let engine: ChildProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-killed-"));
    file = join(folder, "done");
  });

  after(async () => {
    engine.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Starts an engine on the folder's state; gives the options of its clients. */
  async function start() {
    const args = ["--disable-warning=ExperimentalWarning", program, join(folder, "state")];
    engine = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(engine.stdout!, "data")) as [Buffer];
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    return { region: "us-east-1", credentials, endpoint: line.toString().trim(), maxAttempts: 1 };
  }

  const done = () => new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);

  it("is done after the next start: events of functions, and messages of topics", { timeout: 120_000 }, async () => {
    const options = await start();
    const lambda = new Lambda(options);
    const sns = new SNS(options);
    const { Role } = await new IAM(options).createRole({
      RoleName: "r",
      AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com"),
    });
    const { FunctionArn } = await lambda.createFunction({
      FunctionName,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: Role!.Arn!,
      Code: { ZipFile: zipOf({ "index.js": code }) },
      Environment: { Variables: { FILE: file } },
    });
    const { TopicArn } = await sns.createTopic({ Name: "t" });
    const permission = { StatementId: "s", Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com" };
    await lambda.addPermission({ FunctionName, ...permission, SourceArn: TopicArn });
    await sns.subscribe({ TopicArn, Protocol: "lambda", Endpoint: FunctionArn });

    const acknowledged: string[] = [];
    const send = async (name: string, sending: Promise<unknown>) => {
      await sending;
      acknowledged.push(name);
      if (acknowledged.length === 60) engine.kill("SIGKILL");
    };
    const sendings = Array.from({ length: 50 }, (_, index) => [
      send(
        `event ${index}`,
        lambda.invoke({ FunctionName, InvocationType: "Event", Payload: `{"name":"event ${index}"}` }),
      ),
      send(`message ${index}`, sns.publish({ TopicArn, Message: `message ${index}` })),
    ]);
    await Promise.allSettled(sendings.flat());
    if (engine.exitCode === null && engine.signalCode === null) await once(engine, "exit");
    assert.ok(acknowledged.length >= 60, String(acknowledged.length));
    const pending = acknowledged.filter((name) => !done().has(name));
    assert.ok(pending.length > 0, "everything was done before the engine was killed");

    await start();
    while (acknowledged.some((name) => !done().has(name))) await setTimeout(50);
  });
});
