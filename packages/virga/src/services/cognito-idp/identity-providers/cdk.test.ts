import assert from "node:assert/strict";
import { it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import {
  type CfnUserPool,
  type CfnUserPoolClient,
  OAuthScope,
  ProviderAttribute,
  UserPool,
  UserPoolClientIdentityProvider,
  UserPoolIdentityProviderFacebook,
  UserPoolIdentityProviderOidc,
} from "aws-cdk-lib/aws-cognito";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { authorizeAddress, callback, OAuthSite, TestBrowser } from "../oauth/browser.suite.ts";
import { claimsOf, password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { local } from "./federation.suite.ts";

/** The function behind InboundFederation: it turns the family name of the provider into capitals. */
const handler = `exports.handler = async (event) => {
  const { idToken } = event.request.attributes;
  event.response.userAttributesToMap = { ...idToken, family_name: idToken.family_name.toUpperCase() };
  return event;
};`;

/** Two pools, of which the first is the second's provider; without `mapped`, the provider's family name is no attribute. */
function template(mapped: boolean): string {
  const stack = new Stack(new App({ analyticsReporting: false }), "Federation");
  const hospital = new UserPool(stack, "HospitalPool");
  hospital.addDomain("HospitalDomain", { cognitoDomain: { domainPrefix: "cdk-hospital" } });
  const pool = new UserPool(stack, "Pool");
  const domain = pool.addDomain("Domain", { cognitoDomain: { domainPrefix: "cdk-app" } });
  const registration = hospital.addClient("Registration", {
    generateSecret: true,
    oAuth: {
      callbackUrls: [`${domain.baseUrl()}/oauth2/idpresponse`],
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
    },
  });
  const provider = new UserPoolIdentityProviderOidc(stack, "Hospital", {
    userPool: pool,
    clientId: registration.userPoolClientId,
    clientSecret: (registration.node.defaultChild as CfnUserPoolClient).attrClientSecret,
    issuerUrl: hospital.userPoolProviderUrl,
    scopes: ["openid", "profile"],
    identifiers: ["hospital"],
    attributeMapping: {
      givenName: ProviderAttribute.other("given_name"),
      ...(mapped && { familyName: ProviderAttribute.other("family_name") }),
    },
  });
  const facebook = new UserPoolIdentityProviderFacebook(stack, "Facebook", {
    userPool: pool,
    clientId: "x",
    clientSecret: "y",
    attributeMapping: { email: ProviderAttribute.FACEBOOK_EMAIL },
  });
  const code = Code.fromInline(handler);
  const trigger = new LambdaFunction(stack, "Inbound", {
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code,
  });
  // CDK's own construct does not know this trigger yet.
  trigger.addPermission("Cognito", { principal: new ServicePrincipal("cognito-idp.amazonaws.com") });
  const InboundFederation = { LambdaArn: trigger.functionArn, LambdaVersion: "V1_0" };
  (pool.node.defaultChild as CfnUserPool).addPropertyOverride("LambdaConfig", { InboundFederation });
  const client = pool.addClient("Client", {
    supportedIdentityProviders: [
      UserPoolClientIdentityProvider.custom(provider.providerName),
      UserPoolClientIdentityProvider.FACEBOOK,
    ],
    oAuth: { callbackUrls: [callback], flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID] },
  });
  client.node.addDependency(facebook);
  for (const [name, value] of Object.entries({
    HospitalPool: hospital.userPoolId,
    Pool: pool.userPoolId,
    Client: client.userPoolClientId,
    Provider: provider.providerName,
  })) {
    stack.exportValue(value, { name });
  }
  const { Parameters: _parameters, Rules: _rules, ...rest } = Template.fromStack(stack).toJSON();
  return JSON.stringify(rest);
}

it("CDK's identity providers deploy, sign users in, change and go", async () => {
  const test = await SignInCloud.start();
  try {
    const cloudformation = test.cloud.client(CloudFormation);
    const StackName = "federation";
    const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
    await cloudformation.createStack({ StackName, TemplateBody: template(false), Capabilities });
    await test.cloud.clock.advance(60_000);
    const { Stacks } = await cloudformation.describeStacks({ StackName });
    assert.equal(Stacks![0]!.StackStatus, "CREATE_COMPLETE", Stacks![0]!.StackStatusReason);
    const output = (name: string) => Stacks![0]!.Outputs!.find(({ ExportName }) => ExportName === name)!.OutputValue!;

    const [UserPoolId, ProviderName, client] = [output("Pool"), output("Provider"), output("Client")];
    const person = { given_name: "Ada", family_name: "Lovelace" };
    const sub = await test.user(output("HospitalPool"), "ada", person);
    const signIn = async () => {
      const site = new OAuthSite(test, UserPoolId, "cdk-app.auth.us-east-1.localhost:4566");
      const browser = new TestBrowser(site);
      const there = await browser.open(authorizeAddress(client, { idp_identifier: "hospital" }));
      const hospital = new TestBrowser(new OAuthSite(test, output("HospitalPool"), there!.host));
      await hospital.open(local(there!));
      const end = await browser.open(local((await hospital.submit({ username: "ada", password }))!));
      const { body } = await site.token(client, end!.searchParams.get("code") ?? String(end));
      return claimsOf(body.id_token);
    };
    const { given_name, family_name, "cognito:username": username } = await signIn();
    assert.deepEqual([given_name, family_name, username], ["Ada", undefined, `${ProviderName}_${sub}`]);

    await cloudformation.updateStack({ StackName, TemplateBody: template(true), Capabilities });
    await test.cloud.clock.advance(60_000);
    assert.equal((await signIn()).family_name, "LOVELACE");

    const { Providers } = await test.cognito.listIdentityProviders({ UserPoolId });
    assert.deepEqual(Providers!.map(({ ProviderType }) => ProviderType).sort(), ["Facebook", "OIDC"]);
    await cloudformation.deleteStack({ StackName });
    await test.cloud.clock.advance(60_000);
    assert.deepEqual(test.cloud.reports, []);
  } finally {
    await test.close();
  }
});
