import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { account, createKeyCloud, delegation, failure, type KeyCloud } from "./kms.suite.ts";

const arn = (id: string, attribute = "Arn") => ({ "Fn::GetAtt": [id, attribute] });

/** What CDK makes of a key with an alias. */
function template(properties: object) {
  return JSON.stringify({
    Resources: {
      Key: {
        Type: "AWS::KMS::Key",
        Properties: {
          KeyPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...delegation }] },
          ...properties,
        },
      },
      Alias: { Type: "AWS::KMS::Alias", Properties: { AliasName: "alias/orders", TargetKeyId: arn("Key") } },
    },
    Outputs: { Id: { Value: { Ref: "Key" } }, Arn: { Value: arn("Key") }, Alias: { Value: { Ref: "Alias" } } },
  });
}

describe("Keys in stacks", () => {
  let keys: KeyCloud;
  let cloudFormation: CloudFormation;
  before(async () => {
    keys = await createKeyCloud();
    cloudFormation = keys.cloud.client(CloudFormation);
  });
  after(() => keys.cloud.close());

  async function settled(StackName: string) {
    await keys.cloud.clock.advance(60_000);
    const { Stacks } = await cloudFormation.describeStacks({ StackName });
    return Stacks![0]!;
  }

  it("are made, changed in place, and scheduled for deletion", async () => {
    const first = template({ EnableKeyRotation: true, Description: "orders", Tags: [{ Key: "team", Value: "a" }] });
    const { StackId = "" } = await cloudFormation.createStack({ StackName: "Keys", TemplateBody: first });
    const created = await settled("Keys");
    assert.equal(created.StackStatus, "CREATE_COMPLETE", created.StackStatusReason);
    const outputs = Object.fromEntries(created.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    const KeyId = outputs.Id!;
    assert.equal(outputs.Arn, `arn:aws:kms:us-east-1:${account}:key/${KeyId}`);
    assert.equal(outputs.Alias, "alias/orders");
    assert.equal((await keys.kms.describeKey({ KeyId: "alias/orders" })).KeyMetadata?.KeyId, KeyId);
    assert.equal((await keys.kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled, true);
    const second = template({ Enabled: false, Description: "older orders", PendingWindowInDays: 7 });
    await cloudFormation.updateStack({ StackName: "Keys", TemplateBody: second });
    const updated = await settled("Keys");
    assert.equal(updated.StackStatus, "UPDATE_COMPLETE", updated.StackStatusReason);
    const { KeyMetadata } = await keys.kms.describeKey({ KeyId });
    assert.equal(KeyMetadata?.Description, "older orders");
    assert.equal(KeyMetadata?.KeyState, "Disabled");
    assert.deepEqual((await keys.kms.listResourceTags({ KeyId })).Tags, []);
    await cloudFormation.deleteStack({ StackName: "Keys" });
    assert.equal((await settled(StackId)).StackStatus, "DELETE_COMPLETE");
    assert.equal((await keys.kms.describeKey({ KeyId })).KeyMetadata?.KeyState, "PendingDeletion");
    await assert.rejects(keys.kms.describeKey({ KeyId: "alias/orders" }), failure("NotFoundException"));
  });

  it("of other regions' keys are refused by name", async () => {
    const Resources = { Replica: { Type: "AWS::KMS::ReplicaKey", Properties: {} } };
    const TemplateBody = JSON.stringify({ Resources });
    await assert.rejects(
      async () => {
        await cloudFormation.createStack({ StackName: "Replica", TemplateBody });
        throw new Error((await settled("Replica")).StackStatusReason);
      },
      (thrown: Error) => thrown.message.includes("AWS::KMS::ReplicaKey"),
    );
  });
});
