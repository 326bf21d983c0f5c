import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { account, createKeyCloud, failure, type KeyCloud, text } from "./kms.suite.ts";

const day = 86_400_000;
const arnOf = (id: string) => `arn:aws:kms:us-east-1:${account}:key/${id}`;

describe("KMS keys", () => {
  let keys: KeyCloud;
  before(async () => {
    keys = await createKeyCloud();
  });
  after(() => keys.cloud.close());

  it("are described as AWS does", async () => {
    const { KeyMetadata: made } = await keys.kms.createKey({
      Description: "orders",
      Tags: [{ TagKey: "team", TagValue: "a" }],
    });
    const { KeyMetadata } = await keys.kms.describeKey({ KeyId: made!.KeyId! });
    assert.deepEqual(KeyMetadata, made);
    const { KeyId, CurrentKeyMaterialId, ...rest } = made!;
    assert.match(KeyId!, /^[0-9a-f-]{36}$/);
    assert.match(CurrentKeyMaterialId!, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      AWSAccountId: account,
      Arn: arnOf(KeyId!),
      CreationDate: new Date(keys.cloud.clock.now()),
      Enabled: true,
      Description: "orders",
      KeyUsage: "ENCRYPT_DECRYPT",
      KeyState: "Enabled",
      Origin: "AWS_KMS",
      KeyManager: "CUSTOMER",
      CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
      KeySpec: "SYMMETRIC_DEFAULT",
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      MultiRegion: false,
    });
    const { Tags } = await keys.kms.listResourceTags({ KeyId: KeyId! });
    assert.deepEqual(Tags, [{ TagKey: "team", TagValue: "a" }]);
  });

  it("are found by id, ARN, alias and alias ARN", async () => {
    const id = await keys.key();
    await keys.kms.createAlias({ AliasName: "alias/found", TargetKeyId: id });
    for (const KeyId of [id, arnOf(id), "alias/found", `arn:aws:kms:us-east-1:${account}:alias/found`]) {
      assert.equal((await keys.kms.describeKey({ KeyId })).KeyMetadata?.KeyId, id);
    }
  });

  it("that are not there are not found", async () => {
    const id = "11111111-2222-3333-4444-555555555555";
    const find = (KeyId: string) => keys.kms.describeKey({ KeyId });
    await assert.rejects(find(id), failure("NotFoundException", `Key '${arnOf(id)}' does not exist`));
    await assert.rejects(find("nothing"), failure("NotFoundException", "Invalid keyId 'nothing'"));
    await assert.rejects(
      find("alias/nothing"),
      failure("NotFoundException", `Alias arn:aws:kms:us-east-1:${account}:alias/nothing is not found.`),
    );
    await assert.rejects(
      find(`arn:aws:kms:eu-west-1:${account}:key/${id}`),
      failure("NotFoundException", "Invalid arn eu-west-1"),
    );
  });

  it("give back what they encrypted, with the same context only", async () => {
    const KeyId = await keys.key();
    const EncryptionContext = { purpose: "test", order: "1" };
    const sealed = await keys.kms.encrypt({ KeyId, Plaintext: Buffer.from("secret"), EncryptionContext });
    assert.equal(sealed.KeyId, arnOf(KeyId));
    assert.equal(sealed.EncryptionAlgorithm, "SYMMETRIC_DEFAULT");
    const { CiphertextBlob } = sealed;
    const opened = await keys.kms.decrypt({ CiphertextBlob, EncryptionContext: { order: "1", purpose: "test" } });
    assert.equal(text(opened.Plaintext), "secret");
    assert.equal(opened.KeyId, arnOf(KeyId));
    await assert.rejects(keys.kms.decrypt({ CiphertextBlob }), failure("InvalidCiphertextException"));
    const wrong = { CiphertextBlob, EncryptionContext: { purpose: "test", order: "2" } };
    await assert.rejects(keys.kms.decrypt(wrong), failure("InvalidCiphertextException"));
  });

  it("decrypt nothing that was changed, and nothing of another key", async () => {
    const [KeyId, other] = [await keys.key(), await keys.key()];
    const { CiphertextBlob } = await keys.kms.encrypt({ KeyId, Plaintext: Buffer.from("secret") });
    const changed = Uint8Array.from(CiphertextBlob!);
    changed[changed.length - 20]! ^= 1;
    await assert.rejects(keys.kms.decrypt({ CiphertextBlob: changed }), failure("InvalidCiphertextException"));
    await assert.rejects(
      keys.kms.decrypt({ CiphertextBlob: Buffer.from("nothing") }),
      failure("InvalidCiphertextException"),
    );
    await assert.rejects(
      keys.kms.decrypt({ CiphertextBlob, KeyId: other }),
      failure("IncorrectKeyException", /does not identify a CMK/),
    );
  });

  it("make data keys", async () => {
    const KeyId = await keys.key();
    const made = await keys.kms.generateDataKey({ KeyId, KeySpec: "AES_256", EncryptionContext: { a: "b" } });
    assert.equal(made.Plaintext?.length, 32);
    const { CiphertextBlob } = made;
    const opened = await keys.kms.decrypt({ CiphertextBlob, EncryptionContext: { a: "b" } });
    assert.deepEqual(Buffer.from(opened.Plaintext!), Buffer.from(made.Plaintext!));
    const hidden = await keys.kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 20 });
    assert.ok(!("Plaintext" in hidden));
    assert.equal((await keys.kms.decrypt({ CiphertextBlob: hidden.CiphertextBlob })).Plaintext?.length, 20);
    await assert.rejects(
      keys.kms.generateDataKey({ KeyId }),
      failure("ValidationException", "Please specify either number of bytes or key spec."),
    );
    assert.equal((await keys.kms.generateRandom({ NumberOfBytes: 33 })).Plaintext?.length, 33);
  });

  it("take over what others encrypted", async () => {
    const [from, to] = [await keys.key(), await keys.key()];
    const { CiphertextBlob } = await keys.kms.encrypt({ KeyId: from, Plaintext: Buffer.from("secret") });
    const again = await keys.kms.reEncrypt({
      CiphertextBlob,
      DestinationKeyId: to,
      DestinationEncryptionContext: { a: "b" },
    });
    assert.equal(again.SourceKeyId, arnOf(from));
    assert.equal(again.KeyId, arnOf(to));
    const opened = await keys.kms.decrypt({ ...again, KeyId: to, EncryptionContext: { a: "b" } });
    assert.equal(text(opened.Plaintext), "secret");
  });

  it("only say whether they would when asked so", async () => {
    const KeyId = await keys.key();
    await assert.rejects(
      keys.kms.encrypt({ KeyId, Plaintext: Buffer.from("x"), DryRun: true }),
      failure("DryRunOperationException", "The request would have succeeded, but the DryRun option is set."),
    );
  });

  it("do nothing while they are disabled", async () => {
    const KeyId = await keys.key();
    const { CiphertextBlob } = await keys.kms.encrypt({ KeyId, Plaintext: Buffer.from("secret") });
    await keys.kms.disableKey({ KeyId });
    await assert.rejects(
      keys.kms.decrypt({ CiphertextBlob }),
      failure("DisabledException", `${arnOf(KeyId)} is disabled.`),
    );
    await keys.kms.enableKey({ KeyId });
    assert.equal(text((await keys.kms.decrypt({ CiphertextBlob })).Plaintext), "secret");
  });

  it("are deleted after their window, unless that is cancelled", async () => {
    const KeyId = await keys.key();
    await keys.kms.createAlias({ AliasName: "alias/doomed", TargetKeyId: KeyId });
    const { CiphertextBlob } = await keys.kms.encrypt({ KeyId, Plaintext: Buffer.from("secret") });
    const first = await keys.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    assert.equal(first.KeyState, "PendingDeletion");
    assert.equal(first.DeletionDate?.getTime(), keys.cloud.clock.now() + 7 * day);
    await assert.rejects(
      keys.kms.decrypt({ CiphertextBlob }),
      failure("KMSInvalidStateException", `${arnOf(KeyId)} is pending deletion.`),
    );
    await keys.kms.cancelKeyDeletion({ KeyId });
    await keys.cloud.clock.advance(8 * day);
    assert.equal((await keys.kms.describeKey({ KeyId })).KeyMetadata?.KeyState, "Disabled");
    await keys.kms.scheduleKeyDeletion({ KeyId });
    await keys.cloud.clock.advance(30 * day);
    await assert.rejects(keys.kms.describeKey({ KeyId }), failure("NotFoundException"));
    await assert.rejects(keys.kms.describeKey({ KeyId: "alias/doomed" }), failure("NotFoundException"));
    await assert.rejects(
      keys.kms.decrypt({ CiphertextBlob }),
      failure("AccessDeniedException", /does not exist in this/),
    );
  });

  it("are rotated on time and on demand, and decrypt with all their material", async () => {
    const KeyId = await keys.key();
    const { CiphertextBlob } = await keys.kms.encrypt({ KeyId, Plaintext: Buffer.from("first") });
    await keys.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    const before = (await keys.kms.describeKey({ KeyId })).KeyMetadata?.CurrentKeyMaterialId;
    const status = await keys.kms.getKeyRotationStatus({ KeyId });
    assert.equal(status.KeyRotationEnabled, true);
    assert.equal(status.NextRotationDate?.getTime(), keys.cloud.clock.now() + 90 * day);
    await keys.cloud.clock.advance(90 * day);
    await keys.kms.rotateKeyOnDemand({ KeyId });
    const { Rotations } = await keys.kms.listKeyRotations({ KeyId });
    assert.deepEqual(
      Rotations?.map(({ RotationType }) => RotationType),
      ["AUTOMATIC", "ON_DEMAND"],
    );
    assert.notEqual((await keys.kms.describeKey({ KeyId })).KeyMetadata?.CurrentKeyMaterialId, before);
    const opened = await keys.kms.decrypt({ CiphertextBlob });
    assert.equal(text(opened.Plaintext), "first");
    assert.equal(opened.KeyMaterialId, before);
    await keys.kms.disableKeyRotation({ KeyId });
    assert.equal((await keys.kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled, false);
  });

  it("have aliases that can be moved", async () => {
    const [one, other] = [await keys.key(), await keys.key()];
    await keys.kms.createAlias({ AliasName: "alias/moved", TargetKeyId: one });
    await assert.rejects(
      keys.kms.createAlias({ AliasName: "alias/moved", TargetKeyId: other }),
      failure(
        "AlreadyExistsException",
        `An alias with the name arn:aws:kms:us-east-1:${account}:alias/moved already exists`,
      ),
    );
    await keys.kms.updateAlias({ AliasName: "alias/moved", TargetKeyId: other });
    const { Aliases } = await keys.kms.listAliases({ KeyId: other });
    assert.deepEqual(
      Aliases?.map(({ AliasName }) => AliasName),
      ["alias/moved"],
    );
    await keys.kms.deleteAlias({ AliasName: "alias/moved" });
    await assert.rejects(keys.kms.describeKey({ KeyId: "alias/moved" }), failure("NotFoundException"));
    await assert.rejects(
      keys.kms.createAlias({ AliasName: "moved", TargetKeyId: one }),
      failure("ValidationException"),
    );
    await assert.rejects(
      keys.kms.createAlias({ AliasName: "alias/aws/own", TargetKeyId: one }),
      failure("NotAuthorizedException"),
    );
  });

  it("are listed page by page", async () => {
    const cloud = await createKeyCloud();
    try {
      const made = [await cloud.key(), await cloud.key(), await cloud.key()];
      const first = await cloud.kms.listKeys({ Limit: 2 });
      assert.equal(first.Truncated, true);
      const second = await cloud.kms.listKeys({ Limit: 2, Marker: first.NextMarker });
      assert.equal(second.Truncated, false);
      const listed = [...first.Keys!, ...second.Keys!].map(({ KeyId }) => KeyId);
      assert.deepEqual(listed.toSorted(), made.toSorted());
      await assert.rejects(cloud.kms.listKeys({ Marker: "?" }), failure("InvalidMarkerException"));
    } finally {
      await cloud.cloud.close();
    }
  });

  it("that Virga does not have are refused by name", async () => {
    await assert.rejects(keys.kms.createKey({ MultiRegion: true }), failure("NotImplemented", /MultiRegion/));
    await assert.rejects(keys.kms.createKey({ Origin: "EXTERNAL" }), failure("NotImplemented", /EXTERNAL/));
    await assert.rejects(
      keys.kms.createKey({ KeySpec: "SM2", KeyUsage: "SIGN_VERIFY" }),
      failure("NotImplemented", /SM2/),
    );
  });
});
