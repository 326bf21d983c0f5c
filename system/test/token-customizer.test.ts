import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, beforeEach, describe, it } from "node:test";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { createTestCloud, type TestCloud } from "virga/testing";
import { DeployedPlatform, user } from "./deployed-platform.suite.ts";
import { newPassword, signIn, signInFirst, verified } from "./sign-in.suite.ts";

const hasGo = spawnSync("go", ["version"]).status === 0;
const custom = ["firstName", "lastName", "currentLocation", "roles"];

for (const language of ["typescript", "go"] as const) {
  describe(`tokens customized in ${language}`, { skip: language === "go" && !hasGo && "Go is not installed" }, () => {
    let cloud: TestCloud;
    let platform: DeployedPlatform;
    let username: string;

    before(async () => {
      cloud = await createTestCloud({ now: Date.now() });
      platform = await DeployedPlatform.deploy(cloud, { tokenCustomizerLanguage: language });
      username = (await platform.createUser(user)).body.username!;
      await signInFirst(platform, username);
    });

    beforeEach(() => cloud.runtime.host.faults.clear());
    after(() => cloud?.close());

    async function claimsOf(idToken: string | undefined): Promise<unknown[]> {
      const claims = await verified(platform, "id", idToken!);
      return custom.map((name) => claims[name]);
    }

    async function changeProfile(values: Readonly<Record<string, unknown>>): Promise<void> {
      const names = Object.keys(values);
      await DynamoDBDocumentClient.from(platform.dynamodb).send(
        new UpdateCommand({
          TableName: platform.table,
          Key: { username },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
        }),
      );
    }

    /** Waits for a line of the function's log. */
    async function logged(pattern: RegExp): Promise<void> {
      const { Functions = [] } = await cloud.client(LambdaClient).send(new ListFunctionsCommand({}));
      const customizer = Functions.find(({ Description }) => Description === "Adds a user's profile to the tokens");
      const logGroupName = customizer?.LoggingConfig?.LogGroup;
      await cloud.clock.advance(1000);
      const { events = [] } = await cloud
        .client(CloudWatchLogsClient)
        .send(new FilterLogEventsCommand({ logGroupName }));
      const messages = events.map(({ message }) => message).join("\n");
      assert.match(messages, pattern);
    }

    it("say what the profile says", async () => {
      const { IdToken } = await signIn(platform, username);
      assert.deepEqual(await claimsOf(IdToken), ["Ada", "Lovelace", undefined, ["patient"]]);
    });

    it("follow the profile at the next refresh", async () => {
      const { RefreshToken } = await signIn(platform, username);
      await changeProfile({ currentLocation: "Ward 3", roles: ["patient", "nurse"], lastName: `"é\u2028'` });
      const { UserPoolId, UserPoolClientId: ClientId } = platform.outputs;
      const { AuthenticationResult } = await platform.cognito.send(
        new AdminInitiateAuthCommand({
          UserPoolId,
          ClientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: RefreshToken! },
        }),
      );
      assert.deepEqual(await claimsOf(AuthenticationResult?.IdToken), [
        "Ada",
        `"é\u2028'`,
        "Ward 3",
        ["nurse", "patient"],
      ]);
    });

    it("take roles from a set as well", async () => {
      await changeProfile({ roles: new Set(["nurse", "admin"]) });
      const { AccessToken } = await signIn(platform, username);
      assert.deepEqual((await verified(platform, "access", AccessToken!)).roles, ["admin", "nurse"]);
    });

    it("are as they are without a profile, and the log says so", async () => {
      const { UserPoolId } = platform.outputs;
      await platform.cognito.send(
        new AdminCreateUserCommand({ UserPoolId, Username: "without", MessageAction: "SUPPRESS" }),
      );
      const password = { UserPoolId, Username: "without", Password: newPassword, Permanent: true };
      await platform.cognito.send(new AdminSetUserPasswordCommand(password));
      const { IdToken } = await signIn(platform, "without");
      assert.deepEqual(await claimsOf(IdToken), [undefined, undefined, undefined, undefined]);
      await logged(/no custom claims for user without: there is no profile/);
    });

    it("are as they are when the table fails, and the log says why", async () => {
      const error = { code: "InternalServerError", message: "the disk is full", status: 500 };
      cloud.addFault({ service: "dynamodb", operation: "GetItem", error });
      const { IdToken } = await signIn(platform, username);
      assert.deepEqual(await claimsOf(IdToken), [undefined, undefined, undefined, undefined]);
      await logged(
        new RegExp(`no custom claims for user ${username}: the profile could not be read: .*the disk is full`),
      );
    });

    it("are as they are when the table does not answer in time", async () => {
      cloud.addFault({ service: "dynamodb", operation: "GetItem", delayMilliseconds: 3_600_000 });
      const { IdToken } = await signIn(platform, username);
      assert.deepEqual(await claimsOf(IdToken), [undefined, undefined, undefined, undefined]);
    });
  });
}
