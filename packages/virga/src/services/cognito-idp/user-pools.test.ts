import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { userPool } from "./cloudformation.ts";

let cloud: TestCloud;
let cognito: CognitoIdentityProvider;

before(async () => {
  cloud = await createTestCloud();
  cognito = cloud.client(CognitoIdentityProvider);
});
after(() => cloud.close());

const lambda = "arn:aws:lambda:us-east-1:000000000000:function:f";

describe("User pools", () => {
  it("have AWS's ids, ARNs and defaults", async () => {
    const { UserPool } = await cognito.createUserPool({ PoolName: "people" });
    assert.match(UserPool!.Id!, /^us-east-1_[A-Za-z0-9]{9}$/);
    assert.equal(UserPool!.Arn, `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${UserPool!.Id}`);
    assert.deepEqual(UserPool!.Policies!.PasswordPolicy, {
      MinimumLength: 8,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 7,
    });
    assert.equal(UserPool!.MfaConfiguration, "OFF");
    assert.equal(UserPool!.DeletionProtection, "INACTIVE");
    assert.equal(UserPool!.UserPoolTier, "ESSENTIALS");
    assert.equal(UserPool!.SchemaAttributes![0]!.Name, "sub");
    assert.equal((await cognito.getUserPoolMfaConfig({ UserPoolId: UserPool!.Id! })).MfaConfiguration, "OFF");
  });

  it("can be listed page by page, changed and deleted", async () => {
    const west = cloud.client(CognitoIdentityProvider, { region: "eu-west-1" });
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      ids.push((await west.createUserPool({ PoolName: `pool${index}` })).UserPool!.Id!);
    }
    const first = await west.listUserPools({ MaxResults: 2 });
    const second = await west.listUserPools({ MaxResults: 2, NextToken: first.NextToken });
    assert.equal(second.NextToken, undefined);
    const listed = [...first.UserPools!, ...second.UserPools!].map(({ Id }) => Id);
    assert.deepEqual(listed.toSorted(), ids.toSorted());

    const UserPoolId = ids[0]!;
    await west.updateUserPool({ UserPoolId, DeletionProtection: "ACTIVE" });
    await assert.rejects(west.deleteUserPool({ UserPoolId }), { name: "InvalidParameterException" });
    await west.updateUserPool({ UserPoolId });
    await west.deleteUserPool({ UserPoolId });
    await assert.rejects(west.describeUserPool({ UserPoolId }), {
      name: "ResourceNotFoundException",
      message: `User pool ${UserPoolId} does not exist.`,
    });
  });

  it("are tagged", async () => {
    const { UserPool } = await cognito.createUserPool({ PoolName: "people", UserPoolTags: { a: "1" } });
    const ResourceArn = UserPool!.Arn!;
    await cognito.tagResource({ ResourceArn, Tags: { b: "2" } });
    await cognito.untagResource({ ResourceArn, TagKeys: ["a"] });
    assert.deepEqual((await cognito.listTagsForResource({ ResourceArn })).Tags, { b: "2" });
  });

  it("refuse settings that exclude one another", async () => {
    await assert.rejects(
      cognito.createUserPool({ PoolName: "p", AliasAttributes: ["email"], UsernameAttributes: ["email"] }),
      { message: "Only one of the aliasAttributes or usernameAttributes can be set in a user pool." },
    );
    await assert.rejects(
      cognito.createUserPool({ PoolName: "p", Schema: [{ Name: "x", AttributeDataType: "String", Required: true }] }),
      { message: "Required custom attributes are not supported currently." },
    );
  });

  it("name what is not supported instead of ignoring it", async () => {
    await assert.rejects(
      cognito.createUserPool({ PoolName: "p", UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } }),
      { name: "NotImplemented", message: /^Virga does not support UserPoolAddOns/ },
    );
    assert.deepEqual(userPool.check!({ UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } }), [
      "UserPoolAddOns.AdvancedSecurityMode ENFORCED is not supported",
    ]);
  });

  it("keep one function for PreTokenGeneration, in the versions that their tier has", async () => {
    const { UserPool } = await cognito.createUserPool({ PoolName: "p", LambdaConfig: { PreTokenGeneration: lambda } });
    assert.deepEqual(UserPool!.LambdaConfig, {
      PreTokenGeneration: lambda,
      PreTokenGenerationConfig: { LambdaVersion: "V1_0", LambdaArn: lambda },
    });
    const second = { LambdaVersion: "V2_0", LambdaArn: lambda } as const;
    const different = { PreTokenGeneration: `${lambda}2`, PreTokenGenerationConfig: second };
    await assert.rejects(cognito.createUserPool({ PoolName: "p", LambdaConfig: different }), {
      name: "InvalidParameterException",
    });
    const LambdaConfig = { PreTokenGenerationConfig: second };
    await assert.rejects(cognito.createUserPool({ PoolName: "p", UserPoolTier: "LITE", LambdaConfig }), {
      name: "FeatureUnavailableInTierException",
    });
    await cognito.updateUserPool({ UserPoolId: UserPool!.Id!, LambdaConfig });
    const described = await cognito.describeUserPool({ UserPoolId: UserPool!.Id! });
    assert.deepEqual(described.UserPool!.LambdaConfig, {
      PreTokenGeneration: lambda,
      PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: lambda },
    });
  });

  it("wait only for the verification of addresses that they verify", async () => {
    const UserAttributeUpdateSettings = { AttributesRequireVerificationBeforeUpdate: ["email" as const] };
    await assert.rejects(cognito.createUserPool({ PoolName: "p", UserAttributeUpdateSettings }), {
      name: "InvalidParameterException",
    });
    const AutoVerifiedAttributes = ["email" as const];
    await cognito.createUserPool({ PoolName: "p", UserAttributeUpdateSettings, AutoVerifiedAttributes });
  });

  it("take custom attributes later on", async () => {
    const { UserPool } = await cognito.createUserPool({ PoolName: "p" });
    const UserPoolId = UserPool!.Id!;
    const CustomAttributes = [{ Name: "shoe", AttributeDataType: "Number" as const }];
    await cognito.addCustomAttributes({ UserPoolId, CustomAttributes });
    await assert.rejects(cognito.addCustomAttributes({ UserPoolId, CustomAttributes }), {
      message: "custom:shoe: Existing attribute already has name custom:shoe.",
    });
    const { UserPool: later } = await cognito.describeUserPool({ UserPoolId });
    assert.equal(later!.SchemaAttributes!.at(-1)!.Name, "custom:shoe");
  });
});

describe("User pool clients", () => {
  it("have AWS's ids, secrets and defaults", async () => {
    const { UserPool } = await cognito.createUserPool({ PoolName: "p" });
    const UserPoolId = UserPool!.Id!;
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId,
      ClientName: "web",
      GenerateSecret: true,
    });
    assert.match(UserPoolClient!.ClientId!, /^[a-z0-9]{26}$/);
    assert.match(UserPoolClient!.ClientSecret!, /^[a-z0-9]{51}$/);
    assert.equal(UserPoolClient!.RefreshTokenValidity, 30);
    assert.equal(UserPoolClient!.EnableTokenRevocation, true);
    const ClientId = UserPoolClient!.ClientId!;
    await cognito.updateUserPoolClient({ UserPoolId, ClientId, ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
    const described = await cognito.describeUserPoolClient({ UserPoolId, ClientId });
    assert.deepEqual(described.UserPoolClient!.ExplicitAuthFlows, ["ALLOW_USER_PASSWORD_AUTH"]);
    assert.equal(described.UserPoolClient!.ClientName, "web");
    assert.equal(described.UserPoolClient!.ClientSecret, UserPoolClient!.ClientSecret);
    assert.equal((await cognito.listUserPoolClients({ UserPoolId, MaxResults: 10 })).UserPoolClients!.length, 1);
    await cognito.deleteUserPoolClient({ UserPoolId, ClientId });
    await assert.rejects(cognito.describeUserPoolClient({ UserPoolId, ClientId }), {
      name: "ResourceNotFoundException",
      message: `User pool client ${ClientId} does not exist.`,
    });
  });

  it("are checked against the pool and OAuth's rules", async () => {
    const { UserPool } = await cognito.createUserPool({ PoolName: "p" });
    const client = { UserPoolId: UserPool!.Id!, ClientName: "web" };
    await assert.rejects(
      cognito.createUserPoolClient({ ...client, AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["a"] }),
      { name: "InvalidOAuthFlowException" },
    );
    await assert.rejects(cognito.createUserPoolClient({ ...client, ReadAttributes: ["custom:x"] }), {
      message: "Invalid read attributes specified while creating a client",
    });
    await assert.rejects(cognito.createUserPoolClient({ ...client, AccessTokenValidity: 25 }), {
      name: "InvalidParameterException",
    });
  });
});
