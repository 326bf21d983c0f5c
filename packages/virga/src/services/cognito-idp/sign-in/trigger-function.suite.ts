import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { TestCloud } from "../../../testing/index.ts";

/** A real function that Cognito may call; `handler` is the body of an async function of `event`. Gives its ARN. */
export async function triggerFunction(cloud: TestCloud, FunctionName: string, handler: string): Promise<string> {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const { Role } = await cloud.client(IAM).createRole({
    RoleName: FunctionName,
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
  });
  const lambda = cloud.client(Lambda);
  const code = `exports.handler = async (event) => {\n${handler}\nreturn event;\n};`;
  const { FunctionArn } = await lambda.createFunction({
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: Role!.Arn,
    Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
  });
  await lambda.addPermission({
    FunctionName,
    StatementId: "cognito",
    Action: "lambda:InvokeFunction",
    Principal: "cognito-idp.amazonaws.com",
  });
  return FunctionArn!;
}
