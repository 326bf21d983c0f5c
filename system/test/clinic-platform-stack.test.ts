import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import configuration from "../cdk.json" with { type: "json" };
import { ClinicPlatformStack } from "../lib/clinic-platform-stack.ts";

const template = Template.fromStack(
  new ClinicPlatformStack(new App({ context: configuration.context }), "ClinicPlatform"),
);

describe("the clinic platform", () => {
  it("has the outputs that a client and an operator need", () => {
    assert.deepEqual(Object.keys(template.findOutputs("*")), [
      "ApiUrl",
      "UserPoolId",
      "UserPoolClientId",
      "ProfileTableName",
      "OnboardingStateMachineArn",
      "IntakeStateMachineArn",
      "StreamName",
      "ResourceTableName",
      "FailureQueueUrl",
      "StreamOperatorName",
    ]);
  });

  it("lets browsers call POST /users and read its errors", () => {
    const [users] = Object.keys(
      template.findResources("AWS::ApiGateway::Resource", { Properties: { PathPart: "users" } }),
    );
    for (const HttpMethod of ["POST", "OPTIONS"]) {
      template.hasResourceProperties("AWS::ApiGateway::Method", { HttpMethod, ResourceId: { Ref: users } });
    }
    for (const ResponseType of ["DEFAULT_4XX", "DEFAULT_5XX", "BAD_REQUEST_BODY"]) {
      template.hasResourceProperties("AWS::ApiGateway::GatewayResponse", {
        ResponseType,
        ResponseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
      });
    }
  });

  it("signs users in without a secret and without telling who exists", () => {
    template.hasResourceProperties("AWS::Cognito::UserPoolClient", {
      ExplicitAuthFlows: Match.arrayWith(["ALLOW_USER_SRP_AUTH"]),
      GenerateSecret: Match.absent(),
      PreventUserExistenceErrors: "ENABLED",
    });
  });

  it("traces the API and the workflow", () => {
    template.hasResourceProperties("AWS::ApiGateway::Stage", { StageName: "prod", TracingEnabled: true });
    template.hasResourceProperties("AWS::StepFunctions::StateMachine", { TracingConfiguration: { Enabled: true } });
  });
});
