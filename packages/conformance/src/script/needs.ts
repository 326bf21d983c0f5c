import type { CallAnswer } from "../aws/aws-client.ts";
import type { Need, ScriptCase } from "../corpus/case.ts";
import { CaseFailure, Unsupported } from "../corpus/outcome.ts";
import type { Bindings } from "./bindings.ts";
import { functionCode, zipOf } from "./function-code.ts";

export interface Provisioning {
  readonly bindings: Bindings;
  call(
    service: string,
    operation: string,
    params: Readonly<Record<string, unknown>>,
    account?: string,
  ): Promise<CallAnswer>;
}

type Provide = (need: Need, provisioning: Provisioning) => Promise<void>;

const providers: Readonly<Record<string, Provide>> = {
  iam_role: async (need, { call }) => createRole(String(need.arn), call),
  dynamodb_table: async (need, { call }) => {
    const name = need.partition_key ?? "id";
    await expectSuccess(
      call("dynamodb", "create_table", {
        TableName: need.name,
        AttributeDefinitions: [{ AttributeName: name, AttributeType: need.partition_key_type ?? "S" }],
        KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  },
  s3_bucket: async (need, { call }) => expectSuccess(call("s3", "create_bucket", { Bucket: need.name })),
  sqs_queue: async (need, { call, bindings }) => {
    const created = await call("sqs", "create_queue", {
      QueueName: need.name,
      Attributes: need.attributes ?? undefined,
    });
    await expectSuccess(Promise.resolve(created));
    bindings.bind(String(need.url), String(created.output.QueueUrl));
  },
  sns_topic: async (need, { call }) =>
    expectSuccess(call("sns", "create_topic", { Name: need.name, Attributes: need.attributes ?? undefined })),
  lambda: async (need, { call }) => createFunction(need, call),
  // The other side of a callback: its requests are steps of the case.
  helper: async () => {},
};

async function createFunction(need: Need, call: Provisioning["call"]): Promise<void> {
  const code = functionCode(String(need.does));
  if (code === undefined) throw new Unsupported(`The case needs a function that ${need.does}`);
  const [, , , , account = "", , FunctionName = ""] = String(need.arn).split(":");
  const Role = `arn:aws:iam::${account}:role/functions`;
  await createRole(Role, call);
  const settings = { FunctionName, Role, Runtime: need.runtime, Handler: "handler.handler", Timeout: 60 };
  const Code = { ZipFile: zipOf("handler.py", code) };
  await expectSuccess(call("lambda", "create_function", { ...settings, Code }, account));
  if (String(need.does).includes("function URL")) await letUrlInvoke(FunctionName, account, call);
}

/** Since October 2025, after these cases were recorded, whoever calls a function URL must also be let invoke the function. */
async function letUrlInvoke(FunctionName: string, account: string, call: Provisioning["call"]): Promise<void> {
  const permission = { Action: "lambda:InvokeFunction", Principal: "*", InvokedViaFunctionUrl: true };
  const params = { FunctionName, StatementId: "urlInvocation", ...permission };
  await expectSuccess(call("lambda", "add_permission", params, account));
}

async function expectSuccess(answer: Promise<CallAnswer>): Promise<void> {
  const { error } = await answer;
  if (error)
    throw new CaseFailure(`What the case needs could not be made: ${error.operation}: ${error.code}: ${error.message}`);
}

/** Makes what a case needs. What nobody can make from the corpus's words alone is unsupported, by its kind. */
export async function provideNeeds(testCase: ScriptCase, provisioning: Provisioning): Promise<void> {
  for (const need of testCase.needs) {
    const provide = providers[need.kind];
    if (!provide)
      throw new Unsupported(
        `The case needs something of the kind ${need.kind}, which the corpus has no code or template for`,
      );
    await provide(need, provisioning);
  }
  for (const queue of subscribedQueues(testCase)) await letTopicsSend(queue, provisioning);
  const described = new Set(testCase.needs.map(({ arn }) => arn));
  for (const arn of namedRoles(testCase)) if (!described.has(arn)) await createRoleIfServed(arn, provisioning);
}

/** The recording harness gave queues that a case subscribes to a topic the policy that lets SNS send to them. */
export function subscribedQueues(testCase: ScriptCase): readonly Need[] {
  const subscribed = new Set(testCase.steps.map(({ call, params }) => call === "subscribe" && params?.Endpoint));
  return testCase.needs.filter(({ kind, arn }) => kind === "sqs_queue" && subscribed.has(arn as string));
}

async function letTopicsSend({ url, arn }: Need, { call, bindings }: Provisioning): Promise<void> {
  const Principal = { Service: "sns.amazonaws.com" };
  const Statement = [{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: arn }];
  const Attributes = { Policy: JSON.stringify({ Version: "2012-10-17", Statement }) };
  const QueueUrl = bindings.replaceIn(url);
  await expectSuccess(call("sqs", "set_queue_attributes", { QueueUrl, Attributes }));
}

const roleArn = /arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+/g;

/** The roles that requests name: the recording harness had made one for each state machine. */
function namedRoles(testCase: ScriptCase): ReadonlySet<string> {
  return new Set(JSON.stringify(testCase.steps).match(roleArn) ?? []);
}

const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

async function createRole(arn: string, call: Provisioning["call"]): Promise<void> {
  const [, , , , account = "", resource = ""] = arn.split(":");
  const RoleName = resource.slice(resource.lastIndexOf("/") + 1);
  const trust = {
    Effect: "Allow",
    Principal: { AWS: "*", Service: ["states.amazonaws.com", "apigateway.amazonaws.com", "lambda.amazonaws.com"] },
  };
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ ...trust, Action: "sts:AssumeRole" }],
  });
  const created = await call("iam", "create_role", { RoleName, AssumeRolePolicyDocument }, account);
  if (created.error?.code === "EntityAlreadyExists") return;
  await expectSuccess(Promise.resolve(created));
  const policy = { RoleName, PolicyName: "everything", PolicyDocument: JSON.stringify(everything) };
  await expectSuccess(call("iam", "put_role_policy", policy, account));
}

/** An endpoint without IAM does without the role. */
async function createRoleIfServed(arn: string, { call }: Provisioning): Promise<void> {
  try {
    await createRole(arn, call);
  } catch (thrown) {
    if (!(thrown instanceof Unsupported)) throw thrown;
  }
}
