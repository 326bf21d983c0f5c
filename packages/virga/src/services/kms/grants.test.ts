import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createKeyCloud, delegation, failure, type KeyCloud, roleArn } from "./kms.suite.ts";

const Plaintext = Buffer.from("secret");

describe("Grants", () => {
  let keys: KeyCloud;
  before(async () => {
    keys = await createKeyCloud();
  });
  after(() => keys.cloud.close());

  it("allow their operations to their grantee, until they are revoked", async () => {
    const user = keys.as(await keys.role("grantee"));
    const KeyId = await keys.key();
    await assert.rejects(user.encrypt({ KeyId, Plaintext }), failure("AccessDeniedException"));
    const GranteePrincipal = roleArn("grantee");
    const { GrantId } = await keys.kms.createGrant({ KeyId, GranteePrincipal, Operations: ["Encrypt"] });
    const { CiphertextBlob } = await user.encrypt({ KeyId, Plaintext });
    await assert.rejects(user.decrypt({ CiphertextBlob }), failure("AccessDeniedException"));
    const { Grants } = await keys.kms.listGrants({ KeyId });
    assert.deepEqual(
      Grants?.map(({ Operations }) => Operations),
      [["Encrypt"]],
    );
    await keys.kms.revokeGrant({ KeyId, GrantId: GrantId! });
    await assert.rejects(user.encrypt({ KeyId, Plaintext }), failure("AccessDeniedException"));
  });

  it("can be bound to an encryption context", async () => {
    const user = keys.as(await keys.role("bound"));
    const KeyId = await keys.key();
    const Constraints = { EncryptionContextSubset: { team: "a" } };
    const grant = { KeyId, GranteePrincipal: roleArn("bound"), Operations: ["Encrypt" as const], Constraints };
    await keys.kms.createGrant(grant);
    await user.encrypt({ KeyId, Plaintext, EncryptionContext: { team: "a", order: "1" } });
    await assert.rejects(user.encrypt({ KeyId, Plaintext }), failure("AccessDeniedException"));
  });

  it("can be passed on, but not more than there is", async () => {
    const user = keys.as(await keys.role("passing"));
    const third = keys.as(await keys.role("third"));
    const KeyId = await keys.key();
    const Operations = ["CreateGrant" as const, "Encrypt" as const];
    await keys.kms.createGrant({ KeyId, GranteePrincipal: roleArn("passing"), Operations });
    const child = { KeyId, GranteePrincipal: roleArn("third") };
    await assert.rejects(
      user.createGrant({ ...child, Operations: ["Encrypt", "Decrypt"] }),
      failure("AccessDeniedException"),
    );
    await user.createGrant({ ...child, Operations: ["Encrypt"] });
    await third.encrypt({ KeyId, Plaintext });
  });

  it("are retired by those they name, with their token or id", async () => {
    const user = keys.as(await keys.role("retiring"));
    const KeyId = await keys.key();
    const grant = { KeyId, GranteePrincipal: roleArn("other"), Operations: ["Encrypt" as const] };
    const RetiringPrincipal = roleArn("retiring");
    const named = { ...grant, RetiringPrincipal, Name: "once" };
    const first = await keys.kms.createGrant(named);
    assert.equal((await keys.kms.createGrant(named)).GrantId, first.GrantId);
    const { Grants } = await keys.kms.listRetirableGrants({ RetiringPrincipal });
    assert.deepEqual(
      Grants?.map(({ GrantId }) => GrantId),
      [first.GrantId],
    );
    await user.retireGrant({ GrantToken: first.GrantToken });
    const second = await keys.kms.createGrant(grant);
    const { KeyMetadata } = await keys.kms.describeKey({ KeyId });
    const retirement = { KeyId: KeyMetadata!.Arn!, GrantId: second.GrantId! };
    await assert.rejects(user.retireGrant(retirement), failure("AccessDeniedException"));
    await keys.kms.retireGrant(retirement);
    await assert.rejects(keys.kms.retireGrant(retirement), failure("NotFoundException"));
    await assert.rejects(keys.kms.retireGrant({ GrantToken: "?" }), failure("InvalidGrantTokenException"));
  });

  it("yield to an explicit denial", async () => {
    const user = keys.as(await keys.role("denied"));
    const deny = { Effect: "Deny", Principal: { AWS: roleArn("denied") }, Action: "kms:Encrypt", Resource: "*" };
    const KeyId = await keys.key(delegation, deny);
    await keys.kms.createGrant({ KeyId, GranteePrincipal: roleArn("denied"), Operations: ["Encrypt"] });
    await assert.rejects(user.encrypt({ KeyId, Plaintext }), failure("AccessDeniedException", /explicit deny/));
  });

  it("for AWS's own resources alone can be all that a policy allows", async () => {
    const role = await keys.role("through-services");
    const KeyId = await keys.key(delegation, {
      Principal: { AWS: roleArn("through-services") },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    });
    const grant = { KeyId, GranteePrincipal: roleArn("other"), Operations: ["Encrypt" as const] };
    await assert.rejects(keys.as(role).createGrant(grant), failure("AccessDeniedException"));
  });
});
