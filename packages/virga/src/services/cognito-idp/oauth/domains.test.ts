import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  ManagedLoginVersion,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolGroup,
} from "aws-cdk-lib/aws-cognito";
import { SignInCloud } from "../sign-in/sign-in.suite.ts";

let test: SignInCloud;

before(async () => {
  test = await SignInCloud.start();
});
after(() => test.close());

const CertificateArn = "arn:aws:acm:us-east-1:000000000000:certificate/3f1b2c4d-0000-4000-8000-000000000000";

function refused(message: string, name = "InvalidParameterException") {
  return { name, message };
}

describe("domains", () => {
  it("are described, by the pool as well, and deleted before it", async () => {
    const UserPoolId = await test.pool();
    const domain = { UserPoolId, Domain: "clinic-one" };
    assert.equal((await test.cognito.createUserPoolDomain(domain)).ManagedLoginVersion, 1);
    const { DomainDescription } = await test.cognito.describeUserPoolDomain({ Domain: "clinic-one" });
    assert.equal(DomainDescription!.UserPoolId, UserPoolId);
    assert.equal(DomainDescription!.Status, "ACTIVE");
    assert.deepEqual(DomainDescription!.CustomDomainConfig, {});
    const { UserPool: described } = await test.cognito.describeUserPool({ UserPoolId });
    assert.equal(described!.Domain, "clinic-one");
    const kept = refused("User pool cannot be deleted. It has a domain configured that should be deleted first.");
    await assert.rejects(test.cognito.deleteUserPool({ UserPoolId }), kept);
    const updated = await test.cognito.updateUserPoolDomain({ ...domain, ManagedLoginVersion: 2 });
    assert.equal(updated.ManagedLoginVersion, 2);
    await test.cognito.deleteUserPoolDomain(domain);
    await assert.rejects(test.cognito.deleteUserPoolDomain(domain), refused("No such domain or user pool exists."));
    assert.deepEqual((await test.cognito.describeUserPoolDomain({ Domain: "clinic-one" })).DomainDescription, {});
    await test.cognito.deleteUserPool({ UserPoolId });
  });

  it("are unique, and one prefix and one name of its own for each pool", async () => {
    const [one, other] = [await test.pool(), await test.pool()];
    await test.cognito.createUserPoolDomain({ UserPoolId: one, Domain: "unique" });
    await assert.rejects(
      test.cognito.createUserPoolDomain({ UserPoolId: other, Domain: "unique" }),
      refused("Domain already associated with another user pool."),
    );
    await assert.rejects(
      test.cognito.createUserPoolDomain({ UserPoolId: one, Domain: "second" }),
      refused("User pool already has a domain configured."),
    );
    const custom = { Domain: "auth.example.com", CustomDomainConfig: { CertificateArn } };
    const { CloudFrontDomain } = await test.cognito.createUserPoolDomain({ UserPoolId: one, ...custom });
    assert.match(CloudFrontDomain!, /^d[0-9a-z]{13}\.cloudfront\.net$/);
    const { UserPool: described } = await test.cognito.describeUserPool({ UserPoolId: one });
    assert.deepEqual([described!.Domain, described!.CustomDomain], ["unique", "auth.example.com"]);
    await assert.rejects(
      test.cognito.createUserPoolDomain({ UserPoolId: other, Domain: "my-cognito" }),
      refused("Domain cannot contain reserved word: cognito"),
    );
    await assert.rejects(
      test.cognito.updateUserPoolDomain({ UserPoolId: other, Domain: "unique" }),
      refused("No such domain or user pool exists."),
    );
  });
});

describe("resource servers", () => {
  it("are made, listed, changed and deleted", async () => {
    const UserPoolId = await test.pool();
    const Scopes = [{ ScopeName: "read", ScopeDescription: "Reading" }];
    const server = { UserPoolId, Identifier: "https://api.example.com/v1", Name: "API", Scopes };
    const { ResourceServer } = await test.cognito.createResourceServer(server);
    assert.deepEqual(ResourceServer, server);
    await assert.rejects(
      test.cognito.createResourceServer(server),
      refused(`https://api.example.com/v1 already exists in user pool ${UserPoolId}.`),
    );
    await test.cognito.createResourceServer({ UserPoolId, Identifier: "other", Name: "Other" });
    const first = await test.cognito.listResourceServers({ UserPoolId, MaxResults: 1 });
    assert.deepEqual(first.ResourceServers, [server]);
    const rest = await test.cognito.listResourceServers({ UserPoolId, MaxResults: 1, NextToken: first.NextToken });
    assert.deepEqual(
      rest.ResourceServers!.map(({ Identifier }) => Identifier),
      ["other"],
    );
    assert.equal(rest.NextToken, undefined);
    await test.cognito.updateResourceServer({ ...server, Name: "Renamed", Scopes: [] });
    const described = await test.cognito.describeResourceServer({ UserPoolId, Identifier: server.Identifier });
    assert.deepEqual([described.ResourceServer!.Name, described.ResourceServer!.Scopes], ["Renamed", []]);
    await test.cognito.deleteResourceServer({ UserPoolId, Identifier: "other" });
    const gone = refused("Resource server other does not exist.", "ResourceNotFoundException");
    await assert.rejects(test.cognito.describeResourceServer({ UserPoolId, Identifier: "other" }), gone);
    await assert.rejects(test.cognito.deleteResourceServer({ UserPoolId, Identifier: "other" }), gone);
    await assert.rejects(test.cognito.updateResourceServer({ UserPoolId, Identifier: "other", Name: "x" }), gone);
  });
});

describe("OAuth settings of app clients", () => {
  const code = { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ["code"], AllowedOAuthScopes: ["openid"] };
  const callback = { CallbackURLs: ["https://app.example.com/callback"] };
  const machine = { AllowedOAuthFlows: ["client_credentials"], GenerateSecret: true };
  const noFlow = "InvalidOAuthFlowException";
  const cases: readonly [string, object, ReturnType<typeof refused>][] = [
    [
      "flows that are turned on without any",
      { AllowedOAuthFlowsUserPoolClient: true },
      refused(
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
      ),
    ],
    [
      "codes without a callback",
      code,
      refused("CallbackUrls can not be empty when code flow or implicit flow is selected", noFlow),
    ],
    [
      "a scope that no resource server has",
      { ...code, ...callback, AllowedOAuthScopes: ["api/write"] },
      refused("Invalid scope requested: api/write", "ScopeDoesNotExistException"),
    ],
    [
      "machines beside people",
      { ...machine, ...callback, AllowedOAuthFlows: ["client_credentials", "code"] },
      refused("client_credentials flow can not be selected along with code flow or implicit flow.", noFlow),
    ],
    [
      "machines without a secret",
      { AllowedOAuthFlows: ["client_credentials"] },
      refused("client_credentials flow can not be selected if client does not have a client secret.", noFlow),
    ],
    [
      "machines with a person's scopes",
      { ...machine, AllowedOAuthScopes: ["openid"] },
      refused("openid is not supported with client_credentials flow.", noFlow),
    ],
    [
      "HTTP elsewhere",
      { ...code, CallbackURLs: ["http://app.example.com"] },
      refused("http://app.example.com cannot use the HTTP protocol."),
    ],
    [
      "scripts",
      { ...code, CallbackURLs: ["javascript:alert(1)"] },
      refused("javascript:alert(1) is not a valid redirect URI."),
    ],
    ["relative addresses", { ...code, CallbackURLs: ["/home"] }, refused("/home is not a valid redirect URI.")],
    [
      "fragments",
      { ...code, ...callback, LogoutURLs: ["https://a.example/#x"] },
      refused("https://a.example/#x is not a valid redirect URI: it has a fragment."),
    ],
    [
      "a default that is no callback",
      { ...code, ...callback, DefaultRedirectURI: "https://other.example" },
      refused("The default redirect URI must be in the list of callback URLs."),
    ],
  ];
  for (const [what, settings, error] of cases) {
    it(`refuse ${what}`, async () => {
      await assert.rejects(test.client(await test.pool(), settings), error);
    });
  }

  it("take scopes of resource servers and addresses of this machine and of applications", async () => {
    const UserPoolId = await test.pool();
    const Scopes = [{ ScopeName: "write", ScopeDescription: "Writing" }];
    await test.cognito.createResourceServer({ UserPoolId, Identifier: "https://a.example/b", Name: "API", Scopes });
    const CallbackURLs = ["http://localhost:3000/x", "http://127.0.0.1/", "myapp://signed-in", "com.app:/done"];
    await test.client(UserPoolId, {
      ...code,
      CallbackURLs,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "https://a.example/b/write"],
      DefaultRedirectURI: "myapp://signed-in",
    });
  });
});

it("the CDK's domains, resource servers and group memberships deploy, change and go", async () => {
  const stack = new Stack(new App({ analyticsReporting: false }), "Doors");
  const pool = new UserPool(stack, "Pool");
  const read = new ResourceServerScope({ scopeName: "read", scopeDescription: "Reading" });
  const server = pool.addResourceServer("Api", { identifier: "clinic", scopes: [read] });
  const client = pool.addClient("App", {
    oAuth: {
      scopes: [OAuthScope.OPENID, OAuthScope.resourceServer(server, read)],
      callbackUrls: ["https://a.example"],
    },
  });
  client.node.addDependency(server);
  const domain = pool.addDomain("Prefix", {
    cognitoDomain: { domainPrefix: "doors" },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
  const certificate = Certificate.fromCertificateArn(stack, "Certificate", CertificateArn);
  const custom = pool.addDomain("Custom", { customDomain: { domainName: "id.example.com", certificate } });
  stack.exportValue(domain.domainName, { name: "Domain" });
  stack.exportValue(custom.cloudFrontEndpoint, { name: "Distribution" });
  const group = new UserPoolGroup(stack, "Group", { userPool: pool, groupName: "nurses" });
  const user = new CfnUserPoolUser(stack, "User", { userPoolId: pool.userPoolId, username: "ada" });
  const membership = new CfnUserPoolUserToGroupAttachment(stack, "Membership", {
    userPoolId: pool.userPoolId,
    groupName: group.groupName,
    username: user.ref,
  });
  membership.addResourceDependency(user);
  const cloudFormation = test.cloud.client(CloudFormation);
  // The bootstrap version is a parameter of the machine that deploys, which this test is not.
  const { Parameters: _parameters, Rules: _rules, ...template } = Template.fromStack(stack).toJSON();
  const TemplateBody = JSON.stringify(template);
  await cloudFormation.createStack({ StackName: "Doors", TemplateBody, Capabilities: ["CAPABILITY_IAM"] });
  await test.cloud.clock.advance(1000);
  const { Stacks } = await cloudFormation.describeStacks({ StackName: "Doors" });
  assert.equal(Stacks![0]!.StackStatus, "CREATE_COMPLETE", Stacks![0]!.StackStatusReason);
  const outputs = Stacks![0]!.Outputs!.map(({ OutputValue }) => OutputValue);
  assert.ok(outputs.some((value) => /^d\w{13}\.cloudfront\.net$/.test(value!)));
  const { DomainDescription } = await test.cognito.describeUserPoolDomain({ Domain: "doors" });
  const UserPoolId = DomainDescription!.UserPoolId!;
  assert.equal(DomainDescription!.ManagedLoginVersion, 2);
  const { Users } = await test.cognito.listUsersInGroup({ UserPoolId, GroupName: "nurses" });
  assert.equal(Users!.length, 1);
  await cloudFormation.deleteStack({ StackName: "Doors" });
  await test.cloud.clock.advance(1000);
  assert.deepEqual((await test.cognito.describeUserPoolDomain({ Domain: "doors" })).DomainDescription, {});
});
