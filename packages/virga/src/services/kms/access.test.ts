import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { account, createKeyCloud, delegation, failure, type KeyCloud, roleArn, text } from "./kms.suite.ts";

const Plaintext = Buffer.from("secret");
const denied = (why: RegExp) => failure("AccessDeniedException", why);

describe("Leave to use a key", () => {
  let keys: KeyCloud;
  before(async () => {
    keys = await createKeyCloud();
  });
  after(() => keys.cloud.close());

  it("comes from the caller's own policies only where the key policy lets the account decide", async () => {
    const user = keys.as(await keys.role("own-policy", { Action: "kms:Encrypt", Resource: "*" }));
    const delegated = await keys.key();
    await user.encrypt({ KeyId: delegated, Plaintext });
    const { Policy } = await keys.kms.getKeyPolicy({ KeyId: delegated });
    assert.deepEqual(JSON.parse(Policy!).Statement[0].Principal, { AWS: `arn:aws:iam::${account}:root` });
    const admins = keys.as(await keys.role("administrator", { Action: "kms:*", Resource: "*" }));
    const own = {
      Principal: { AWS: roleArn("administrator") },
      Action: ["kms:PutKeyPolicy", "kms:Describe*"],
      Resource: "*",
    };
    const document = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...own }] });
    const { KeyMetadata } = await admins.createKey({ Policy: document });
    const KeyId = KeyMetadata!.KeyId!;
    const encryption = user.encrypt({ KeyId, Plaintext });
    await assert.rejects(encryption, denied(/because no resource-based policy allows the kms:Encrypt action/));
    await assert.rejects(keys.kms.encrypt({ KeyId, Plaintext }), denied(/resource-based policy/));
    await admins.describeKey({ KeyId });
  });

  it("comes from the key policy alone", async () => {
    const user = keys.as(await keys.role("policy-only"));
    const statement = { Principal: { AWS: roleArn("policy-only") }, Action: "kms:Encrypt", Resource: "*" };
    const KeyId = await keys.key(delegation, statement);
    const { CiphertextBlob } = await user.encrypt({ KeyId, Plaintext });
    await assert.rejects(
      user.decrypt({ CiphertextBlob }),
      denied(
        /^User: arn:aws:sts::000000000000:assumed-role\/policy-only\/test is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36} because no identity-based policy allows the kms:Decrypt action$/,
      ),
    );
  });

  it("is not given by a policy that its author could not change again", async () => {
    const policy = { Version: "2012-10-17", Statement: [{ ...delegation, Effect: "Allow", Action: "kms:Encrypt" }] };
    const Policy = JSON.stringify(policy);
    const lockout = "The new key policy will not allow you to update the key policy in the future.";
    await assert.rejects(keys.kms.createKey({ Policy }), failure("MalformedPolicyDocumentException", lockout));
    const KeyId = await keys.key();
    await assert.rejects(
      keys.kms.putKeyPolicy({ KeyId, Policy }),
      failure("MalformedPolicyDocumentException", lockout),
    );
    await keys.kms.putKeyPolicy({ KeyId, Policy, BypassPolicyLockoutSafetyCheck: true });
    await assert.rejects(keys.kms.getKeyPolicy({ KeyId }), denied(/resource-based policy/));
  });

  it("can depend on the encryption context", async () => {
    const user = keys.as(await keys.role("with-context"));
    const KeyId = await keys.key(delegation, {
      Principal: { AWS: roleArn("with-context") },
      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "kms:EncryptionContext:team": "a" } },
    });
    await user.encrypt({ KeyId, Plaintext, EncryptionContext: { team: "a" } });
    await assert.rejects(user.encrypt({ KeyId, Plaintext }), denied(/kms:Encrypt/));
    await assert.rejects(
      user.generateDataKey({ KeyId, KeySpec: "AES_256", EncryptionContext: { team: "b" } }),
      denied(/kms:GenerateDataKey /),
    );
  });

  it("can depend on the service that asks for the caller", async () => {
    const role = await keys.role("through-a-service");
    const KeyId = await keys.key(delegation, {
      Principal: { AWS: "*" },
      Action: "kms:Encrypt",
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": account, "kms:ViaService": "sqs.us-east-1.amazonaws.com" },
      },
    });
    await assert.rejects(keys.as(role).encrypt({ KeyId, Plaintext }), denied(/kms:Encrypt/));
    const principal = {
      kind: "session",
      account,
      roleArn: roleArn("through-a-service"),
      roleId: "AROATEST",
      sessionName: "test",
      arn: `arn:aws:sts::${account}:assumed-role/through-a-service/test`,
      sessionPolicies: [],
    } as const;
    const context = { principal, account, region: "us-east-1" };
    const { bus } = keys.cloud.runtime.host;
    await bus.call("kms", "Encrypt", { KeyId, Plaintext }, { ...context, via: "sqs.amazonaws.com" });
    await assert.rejects(
      bus.call("kms", "Encrypt", { KeyId, Plaintext }, { ...context, via: "sns.amazonaws.com" }),
      denied(/kms:Encrypt/),
    );
  });

  it("to the key that AWS manages for a service comes through the service, which makes it", async () => {
    const principal = { kind: "root", account } as const;
    const context = { principal, account, region: "us-east-1" };
    const { bus } = keys.cloud.runtime.host;
    const KeyId = "alias/aws/sqs";
    await assert.rejects(keys.kms.describeKey({ KeyId }), failure("NotFoundException"));
    const input = { KeyId, KeySpec: "AES_256" } as const;
    await bus.call("kms", "GenerateDataKey", input, { ...context, via: "sqs.amazonaws.com" });
    const { KeyMetadata } = await keys.kms.describeKey({ KeyId });
    assert.equal(KeyMetadata?.KeyManager, "AWS");
    await assert.rejects(keys.kms.generateDataKey(input), denied(/resource-based policy/));
    await assert.rejects(keys.kms.disableKey({ KeyId: KeyMetadata!.KeyId! }), denied(/kms:DisableKey/));
  });

  it("of an account's key is another account's only if both say so", async () => {
    const other = "111111111111";
    const statement = { Principal: { AWS: `arn:aws:iam::${other}:root` }, Action: "kms:*", Resource: "*" };
    const KeyId = `arn:aws:kms:us-east-1:${account}:key/${await keys.key(delegation, statement)}`;
    const { bus } = keys.cloud.runtime.host;
    const context = { principal: { kind: "root", account: other }, account: other, region: "us-east-1" } as const;
    const { CiphertextBlob } = await bus.call("kms", "Encrypt", { KeyId, Plaintext }, context);
    const { Plaintext: opened } = await bus.call("kms", "Decrypt", { CiphertextBlob }, context);
    assert.equal(text(opened), "secret");
    const closed = `arn:aws:kms:us-east-1:${account}:key/${await keys.key()}`;
    await assert.rejects(bus.call("kms", "Encrypt", { KeyId: closed, Plaintext }, context), denied(/resource-based/));
  });
});
