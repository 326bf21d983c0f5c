import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "virga/testing";
import { DeployedPlatform, user } from "./deployed-platform.suite.ts";
import { signIn, signInFirst, verified } from "./sign-in.suite.ts";

const signIns = 1000;
const atATime = 20;

/** Functions that do harm, with the error that AWS gives for each. */
const harmful = {
  loops: {
    code: "exports.handler = async () => { for (;;); };",
    error: /^Sandbox\.Timedout RequestId: \S+ Error: Task timed out after 2\.00 seconds$/,
  },
  exits: {
    code: "exports.handler = async () => process.exit(1);",
    error: /^Runtime\.ExitError RequestId: \S+ Error: Runtime exited with error: exit status 1$/,
  },
  allocates: {
    code: "exports.handler = async () => { const all = []; for (;;) all.push(new Array(1000).fill(Math.random())); };",
    error: /^Runtime\.ExitError RequestId: \S+ Error: Runtime exited with error: signal: killed$/,
    timeout: 60,
  },
} as const satisfies Readonly<Record<string, { code: string; error: RegExp; timeout?: number }>>;

/** A stack with these functions. */
function templateOfHarm(): string {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const role = {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] } },
  };
  const functions = Object.entries(harmful).map(([name, harm]) => [
    name,
    {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: name,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Timeout: "timeout" in harm ? harm.timeout : 2,
        MemorySize: 128,
        Code: { ZipFile: harm.code },
      },
    },
  ]);
  return JSON.stringify({ Resources: { Role: role, ...Object.fromEntries(functions) } });
}

describe("a thousand sign-ins, beside functions that do harm", { timeout: 300_000 }, () => {
  let cloud: TestCloud;
  let platform: DeployedPlatform;
  const usernames: string[] = [];

  before(async () => {
    cloud = await createTestCloud({ now: Date.now() });
    platform = await DeployedPlatform.deploy(cloud);
    for (let number = 0; number < atATime; number++) {
      const { body } = await platform.createUser({ ...user, emailAddress: `user.${number}@example.com` });
      usernames.push(body.username!);
      await signInFirst(platform, body.username!);
    }
    await deployHarm();
  });

  after(() => cloud?.close());

  async function deployHarm(): Promise<void> {
    const cloudformation = cloud.client(CloudFormationClient);
    const StackName = "Harm";
    await cloudformation.send(
      new CreateStackCommand({ StackName, TemplateBody: templateOfHarm(), Capabilities: ["CAPABILITY_IAM"] }),
    );
    for (;;) {
      const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
      if (stack?.StackStatus === "CREATE_COMPLETE") return;
      assert.equal(stack?.StackStatus, "CREATE_IN_PROGRESS", stack?.StackStatusReason);
      await cloud.clock.advance(1000);
    }
  }

  /** Invokes a function again and again until the sign-ins are over; gives its errors. */
  async function doHarm(FunctionName: string, isOver: () => boolean): Promise<string[]> {
    const lambda = cloud.client(LambdaClient);
    const errors: string[] = [];
    do {
      const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
      assert.equal(FunctionError, "Unhandled");
      const { errorType, errorMessage } = JSON.parse(Buffer.from(Payload!).toString());
      errors.push(`${errorType} ${errorMessage}`);
    } while (!isOver());
    return errors;
  }

  it("are unharmed, and each function's error is AWS's", async () => {
    let begun = 0;
    let ended = 0;
    const isOver = () => ended >= signIns;
    const client = async (username: string) => {
      while (begun++ < signIns) {
        const { IdToken } = await signIn(platform, username);
        ended++;
        if (ended % 50 === 0) {
          const claims = await verified(platform, "id", IdToken!);
          assert.deepEqual([claims["cognito:username"], claims.roles], [username, ["patient"]]);
        }
      }
    };
    const harms = Object.keys(harmful).map((name) => doHarm(name, isOver));
    await Promise.all(usernames.map(client));
    const errors = await Promise.all(harms);
    assert.equal(ended, signIns);
    for (const [index, { error }] of Object.values(harmful).entries()) {
      for (const message of errors[index]!) assert.match(message, error);
    }
  });
});
