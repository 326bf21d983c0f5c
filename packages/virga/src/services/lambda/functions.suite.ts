import { CloudFormation, type Stack } from "@aws-sdk/client-cloudformation";
import { IAM } from "@aws-sdk/client-iam";
import { type CreateFunctionCommandInput, Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { TestCloud } from "../../testing/index.ts";

export const account = "000000000000";

/** A zip file of these files. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(bytes, { mtime: new Date("2026-01-01T00:00:00Z") });
}

/** The code of a function that does nothing. */
export const idle: Uint8Array = zipOf({ "index.js": "exports.handler = async () => null;" });

/** A trust policy for a service. */
export function trustOf(service: string): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** A role that a service takes on, with what it may do; gives its ARN. */
export async function createRole(cloud: TestCloud, name = "lambda", actions: readonly string[] = []): Promise<string> {
  const iam = cloud.client(IAM);
  const { Role } = await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com") });
  if (actions.length > 0) {
    const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.putRolePolicy({ RoleName: name, PolicyName: "allowed", PolicyDocument });
  }
  return Role!.Arn!;
}

/** Creates a function that does nothing, unless told. */
export async function createFunction(
  cloud: TestCloud,
  FunctionName: string,
  input: Partial<CreateFunctionCommandInput> = {},
): Promise<Lambda> {
  const lambda = cloud.client(Lambda);
  await lambda.createFunction({
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: `arn:aws:iam::${account}:role/lambda`,
    Code: { ZipFile: idle },
    ...input,
  });
  return lambda;
}

/** Creates or updates a stack of these resources, and gives it when it is there. */
export async function deploy(
  cloud: TestCloud,
  StackName: string,
  resources: object,
  outputs: object = {},
): Promise<Stack> {
  const formation = cloud.client(CloudFormation);
  const input = {
    StackName,
    TemplateBody: JSON.stringify({ Resources: resources, Outputs: outputs }),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  };
  const { Stacks = [] } = await formation.describeStacks({ StackName }).catch(() => ({ Stacks: [] }));
  if (Stacks.length === 0) await formation.createStack(input);
  else await formation.updateStack(input);
  await cloud.clock.advance(60_000);
  const described = await formation.describeStacks({ StackName });
  return described.Stacks![0]!;
}

/** A template's role for Lambda. */
export const roleResource = {
  Type: "AWS::IAM::Role",
  Properties: { RoleName: "lambda", AssumeRolePolicyDocument: JSON.parse(trustOf("lambda.amazonaws.com")) as object },
};
