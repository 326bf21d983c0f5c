import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { TokenCustomizer, type TokenCustomizerLanguage, UserOnboarding } from "../index.ts";

const hasGo = spawnSync("go", ["version"]).status === 0;

function synthesize(language: TokenCustomizerLanguage): Template {
  const stack = new Stack(new App(), "Test");
  const { userPool, profileTable } = new UserOnboarding(stack, "Onboarding");
  new TokenCustomizer(stack, "Tokens", { userPool, profileTable, language });
  return Template.fromStack(stack);
}

function customizer(template: Template): { readonly id: string; readonly properties: Record<string, unknown> } {
  const description = "Adds a user's profile to the tokens";
  const [found] = Object.entries(
    template.findResources("AWS::Lambda::Function", { Properties: { Description: description } }),
  );
  return { id: found![0], properties: found![1].Properties };
}

for (const language of ["typescript", "go"] as const) {
  const skip = language === "go" && !hasGo && "Go is not installed";
  describe(`the token customizer in ${language}`, { skip }, () => {
    const template = skip ? undefined : synthesize(language);
    const { id = "", properties = {} } = template ? customizer(template) : {};

    it("is the pool's trigger for ID and access tokens, which the pool may call", () => {
      const handler = { "Fn::GetAtt": [id, "Arn"] };
      template!.hasResourceProperties("AWS::Cognito::UserPool", {
        LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: handler, LambdaVersion: "V2_0" } },
      });
      template!.hasResourceProperties("AWS::Lambda::Permission", {
        Action: "lambda:InvokeFunction",
        FunctionName: handler,
        Principal: "cognito-idp.amazonaws.com",
        SourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("UserPool"), "Arn"] },
      });
    });

    it("may read items of the profile table, write its trace, and nothing else", () => {
      const { Role } = properties as { Role: { "Fn::GetAtt": [string] } };
      const policies = Object.values(template!.findResources("AWS::IAM::Policy")).filter(({ Properties }) =>
        Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === Role["Fn::GetAtt"][0]),
      );
      const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
      assert.deepEqual(
        statements.map(({ Action }) => Action),
        [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "dynamodb:GetItem"],
      );
      assert.match(JSON.stringify(statements[1].Resource), /^\[\{"Fn::GetAtt":\["\w*ProfileTable\w*","Arn"\]\}\]$/);
    });

    it("ends before Cognito stops waiting, and keeps its log for a month", () => {
      assert.equal(properties.Timeout, 3);
      template!.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
      assert.ok((properties.LoggingConfig as { LogGroup: object }).LogGroup);
    });
  });
}

describe("the token customizer", () => {
  it("refuses an imported pool, which takes no triggers", () => {
    const stack = new Stack(new App(), "Test");
    const { profileTable } = new UserOnboarding(stack, "Onboarding");
    const userPool = UserPool.fromUserPoolId(stack, "Imported", "us-east-1_Example");
    assert.throws(() => new TokenCustomizer(stack, "Tokens", { userPool, profileTable }), /an imported one takes no/);
  });
});
