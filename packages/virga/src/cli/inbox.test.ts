import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { after, before, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { createRealClock } from "../kernel/clock-real.ts";
import { createTestCloud, type TestCloud } from "../testing/index.ts";
import { readCommandLine } from "./arguments.ts";
import { inbox } from "./inbox.ts";
import { Terminal } from "./terminal.ts";

let cloud: TestCloud;
let port: string;

before(async () => {
  cloud = await createTestCloud();
  port = new URL(await cloud.listen()).port;
});
after(() => cloud.close());

/** What the command prints. */
async function printed(...words: readonly string[]): Promise<string> {
  let text = "";
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const terminal = new Terminal(output, {});
  const whenToldToStop = () => new Promise<"stop">(() => {});
  const context = { terminal, errors: terminal, clock: createRealClock(), whenToldToStop };
  assert.equal(await inbox(readCommandLine(["inbox", ...words, "--port", port], {}), context), 0);
  return text;
}

it("prints messages with their codes, of one pool by any of its names or of all", async () => {
  assert.equal(await printed(), "no messages\n");
  await assert.rejects(printed("people"), {
    message: "there is no user pool 'people'",
    hint: "no user pool is deployed",
  });
  const Type = "AWS::Cognito::UserPool";
  const Resources = { People: { Type, Properties: { UserPoolName: "people" } } };
  await cloud.client(CloudFormation).createStack({ StackName: "app", TemplateBody: JSON.stringify({ Resources }) });
  await cloud.clock.advance(1000);
  const cognito = cloud.client(CognitoIdentityProvider);
  const [pool] = (await cognito.listUserPools({ MaxResults: 1 })).UserPools!;
  const { UserPool: other } = await cognito.createUserPool({
    PoolName: "others",
    AdminCreateUserConfig: {
      InviteMessageTemplate: { EmailSubject: "Hello", EmailMessage: "{username}\n has {####}" },
    },
  });
  const invite = (UserPoolId: string, Username: string) =>
    cognito.adminCreateUser({
      UserPoolId,
      Username,
      TemporaryPassword: "Temporary-1",
      UserAttributes: [{ Name: "email", Value: `${Username}@example.com` }],
      DesiredDeliveryMediums: ["EMAIL"],
    });
  await invite(pool!.Id!, "ada");
  await cloud.clock.advance(1000);
  await invite(other!.Id!, "bob");
  const all = await printed();
  assert.match(
    all,
    /people ada <ada@example\.com>: [\s\S]*others bob <bob@example\.com>: Hello\n {2}bob has Temporary-1\n {2}code: Temporary-1\n$/,
  );
  const own = await printed("people");
  assert.match(own, /^\S+ ada <ada@example\.com>: .*\n.*\n {2}code: Temporary-1\n$/);
  assert.deepEqual([await printed(pool!.Id!), await printed("People")], [own, own]);
  await assert.rejects(printed("nobody"), /there is no user pool 'nobody'/);
});
