import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { RestApi } from "aws-cdk-lib/aws-apigateway";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { AttributeType, Table } from "aws-cdk-lib/aws-dynamodb";
import { UserOnboarding, UserOnboardingEndpoint, type UserOnboardingProps } from "../index.ts";

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Parameters?: Record<string, unknown>;
  readonly Retry?: readonly Record<string, unknown>[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly { readonly States: Record<string, State> }[];
}

function synthesize(props?: UserOnboardingProps): Template {
  const stack = new Stack(new App(), "Test");
  const onboarding = new UserOnboarding(stack, "UserOnboarding", props);
  const restApi = new RestApi(stack, "Api");
  new UserOnboardingEndpoint(stack, "Endpoint", { restApi, onboarding, allowedOrigin: "https://app.example.com" });
  return Template.fromStack(stack);
}

/** The state machine's definition, with each reference to a resource as its name in `<>`. */
function definition(template: Template): Record<string, State> {
  const [machine] = Object.values(template.findResources("AWS::StepFunctions::StateMachine"));
  const parts: unknown[] = machine?.Properties.DefinitionString["Fn::Join"][1];
  const text = parts
    .map((part) => (typeof part === "string" ? part : `<${Object.values(part as object)[0]}>`))
    .join("");
  return JSON.parse(text).States;
}

function claimStates(states: Record<string, State>): Record<string, State> {
  return states.ClaimNextUsername?.Branches?.[0]?.States ?? {};
}

const template = synthesize();
const states = definition(template);

describe("the onboarding workflow", () => {
  it("is an Express workflow that is traced and logs for a month, without people's data", () => {
    template.hasResourceProperties("AWS::StepFunctions::StateMachine", {
      StateMachineType: "EXPRESS",
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: "ERROR", IncludeExecutionData: false },
    });
    template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  it("has no Lambda function", () => {
    template.resourceCountIs("AWS::Lambda::Function", 0);
  });

  it("reads the counter consistently", () => {
    assert.equal(claimStates(states).ReadLastId?.Parameters?.ConsistentRead, true);
  });

  it("puts the profile and moves the counter in one transaction, each on its condition", () => {
    const items = claimStates(states).WriteProfileAndMoveLastId?.Parameters?.TransactItems as Record<
      string,
      { ConditionExpression: string }
    >[];
    assert.deepEqual(
      items.map((item) =>
        Object.entries(item).map(([action, { ConditionExpression }]) => [action, ConditionExpression]),
      ),
      [[["Put", "attribute_not_exists(username)"]], [["Update", "attribute_not_exists(LastId) OR LastId = :last"]]],
    );
  });

  it("gives the profile the roles of the construct, never the client's, and the location if the client names one", () => {
    const withRoles = definition(synthesize({ roles: ["patient"] }));
    const items = claimStates(withRoles).WriteProfileAndMoveLastId?.Parameters?.TransactItems;
    const [put] = (items ?? []) as { Put: { Item: Record<string, unknown> } }[];
    assert.deepEqual(put?.Put.Item.roles, { L: [{ S: "patient" }] });
    assert.equal(put?.Put.Item["currentLocation.$"], "$.location");
    assert.deepEqual(withRoles.GivenLocation?.Parameters, { "S.$": "$.currentLocation" });
    assert.deepEqual(withRoles.UnknownLocation?.Parameters, { S: "" });
    assert.equal(withRoles.UnknownLocation?.Next, "ClaimNextUsername");
  });

  it("counts from 1000000 when nothing has been counted yet", () => {
    assert.deepEqual(claimStates(states).FirstId?.Parameters, { last: "1000000", next: "1000001" });
  });

  it("counts exactly where floating point cannot", () => {
    const later = definition(synthesize({ countFrom: 2n ** 53n }));
    assert.deepEqual(claimStates(later).FirstId?.Parameters, { last: "9007199254740992", next: "9007199254740993" });
  });

  it("starts the whole claim over after a lost race, jittered and bounded", () => {
    const [retry] = states.ClaimNextUsername?.Retry ?? [];
    assert.ok(retry);
    assert.ok((retry.ErrorEquals as string[]).includes("DynamoDb.TransactionCanceledException"));
    assert.deepEqual(
      [retry.IntervalSeconds, retry.BackoffRate, retry.MaxAttempts, retry.JitterStrategy],
      [1, 1, 40, "FULL"],
    );
  });

  it("answers 503 with a time to come back when the bound is reached", () => {
    assert.equal(states.TooManyRaces?.Parameters?.statusCode, 503);
    assert.equal(states.TooManyRaces?.Parameters?.retryAfterSeconds, 5);
    assert.equal(states.TooManyRaces?.Next, "Answer");
  });

  it("gives the Cognito user the number as username and a verified email address", () => {
    assert.equal(states.CreateUser?.Parameters?.["Username.$"], "$.ids.next");
    const attributes = states.CreateUser?.Parameters?.UserAttributes as { Name: string }[];
    assert.deepEqual(
      attributes.find(({ Name }) => Name === "email_verified"),
      { Name: "email_verified", Value: "true" },
    );
  });

  it("rolls the profile back whatever Cognito says", () => {
    const caught = states.CreateUser?.Catch ?? [];
    assert.deepEqual(
      caught.map(({ ErrorEquals, Next }) => [
        ErrorEquals.join(),
        states[Next]?.Parameters?.statusCode,
        states[Next]?.Next,
      ]),
      [
        ["CognitoIdentityProvider.UsernameExistsException", 400, "RollBackProfile"],
        ["CognitoIdentityProvider.AliasExistsException", 400, "RollBackProfile"],
        [
          "CognitoIdentityProvider.InvalidParameterException,CognitoIdentityProvider.UserLambdaValidationException",
          400,
          "RollBackProfile",
        ],
        ["CognitoIdentityProvider.TooManyRequestsException", 503, "RollBackProfile"],
        ["States.ALL", 500, "RollBackProfile"],
      ],
    );
  });

  it("rolls back only what the same execution wrote", () => {
    assert.equal(states.RollBackProfile?.Parameters?.ConditionExpression, "createdBy = :execution");
  });

  it("may do nothing but what it does", () => {
    const policies = Object.values(template.findResources("AWS::IAM::Policy"));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const actions: string[] = statements.filter(({ Resource }) => Resource !== "*").flatMap(({ Action }) => Action);
    assert.deepEqual(actions.toSorted(), [
      "cognito-idp:AdminCreateUser",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "states:StartSyncExecution",
    ]);
  });
});

describe("the resources of user onboarding", () => {
  it("has an encrypted profile table that can be restored to a point in time and is kept", () => {
    template.hasResource("AWS::DynamoDB::Table", {
      Properties: {
        KeySchema: [{ AttributeName: "username", KeyType: "HASH" }],
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
      DeletionPolicy: "Retain",
    });
  });

  it("has a user pool in which the email address is an alias and nobody signs up alone", () => {
    template.hasResourceProperties("AWS::Cognito::UserPool", {
      AliasAttributes: ["email"],
      UsernameAttributes: Match.absent(),
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it("takes a given table and a given user pool", () => {
    const stack = new Stack(new App(), "Given");
    const profileTable = new Table(stack, "Table", { partitionKey: { name: "username", type: AttributeType.STRING } });
    const userPool = new UserPool(stack, "Pool");
    const onboarding = new UserOnboarding(stack, "UserOnboarding", { profileTable, userPool });
    const given = Template.fromStack(stack);
    given.resourceCountIs("AWS::DynamoDB::Table", 1);
    given.resourceCountIs("AWS::Cognito::UserPool", 1);
    assert.equal(onboarding.profileTable, profileTable);
  });
});

describe("POST /users", () => {
  const [model] = Object.values(template.findResources("AWS::ApiGateway::Model"));
  const schema = model?.Properties.Schema;
  const matches = (field: string, value: string) => new RegExp(schema.properties[field].pattern, "u").test(value);

  it("is validated against a model that requires every field and knows no other", () => {
    template.hasResourceProperties("AWS::ApiGateway::RequestValidator", { ValidateRequestBody: true });
    assert.equal(schema.$schema, "http://json-schema.org/draft-04/schema#");
    assert.deepEqual(schema.required, ["firstName", "lastName", "emailAddress", "phoneNumber"]);
    assert.equal(schema.additionalProperties, false);
  });

  it("takes names of any script, but no blank ones and no control characters", () => {
    for (const name of ["Ada", "Ada Maria", "李", "O'Brien", 'Ad"a', "\\"]) assert.ok(matches("firstName", name), name);
    for (const name of ["", " ", "\t", "Ada\u0000", "A\nB"])
      assert.ok(!matches("firstName", name), JSON.stringify(name));
  });

  it("takes email addresses with a domain", () => {
    for (const email of ["a@b.co", "ada+1@sub.example.com"]) assert.ok(matches("emailAddress", email), email);
    for (const email of ["a", "a@b", "a@b.", "a b@c.de", "@b.co", "a@b..co"])
      assert.ok(!matches("emailAddress", email), email);
  });

  it("takes phone numbers in E.164", () => {
    for (const phone of ["+15555550100", "+4930123456"]) assert.ok(matches("phoneNumber", phone), phone);
    for (const phone of ["15555550100", "+0123456789", "+1 555 555", "+1234567890123456", "+1"]) {
      assert.ok(!matches("phoneNumber", phone), phone);
    }
  });
});
