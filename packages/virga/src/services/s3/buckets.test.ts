import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { S3 } from "@aws-sdk/client-s3";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { bucket as bucketType } from "./cloudformation.ts";

let cloud: TestCloud;
let s3: S3;

before(async () => {
  cloud = await createTestCloud();
  s3 = cloud.client(S3);
});
after(() => cloud.close());

const day = 86_400_000;

describe("Buckets", () => {
  it("are made, found, listed and deleted", async () => {
    await s3.createBucket({ Bucket: "first" });
    const west = cloud.client(S3, { region: "eu-west-1" });
    await west.createBucket({ Bucket: "second", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });
    assert.equal((await s3.headBucket({ Bucket: "second" })).BucketRegion, "eu-west-1");
    assert.equal((await s3.getBucketLocation({ Bucket: "first" })).LocationConstraint, undefined);
    assert.equal((await s3.getBucketLocation({ Bucket: "second" })).LocationConstraint, "eu-west-1");
    assert.deepEqual(
      (await s3.listBuckets({})).Buckets!.map(({ Name }) => Name),
      ["first", "second"],
    );
    await s3.putObject({ Bucket: "first", Key: "x", Body: "x" });
    await assert.rejects(s3.deleteBucket({ Bucket: "first" }), { name: "BucketNotEmpty" });
    await s3.deleteObject({ Bucket: "first", Key: "x" });
    await s3.deleteBucket({ Bucket: "first" });
    await assert.rejects(s3.headBucket({ Bucket: "first" }), { name: "NotFound" });
    await assert.rejects(s3.deleteBucket({ Bucket: "first" }), {
      name: "NoSuchBucket",
      message: "The specified bucket does not exist",
    });
  });

  it("have names that are unique over accounts and follow the rules", async () => {
    const west = cloud.client(S3, { region: "eu-west-1" });
    const taken = { Bucket: "taken", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } };
    await west.createBucket(taken);
    await assert.rejects(west.createBucket(taken), { name: "BucketAlreadyOwnedByYou" });
    const credentials = { accessKeyId: "111111111111", secretAccessKey: "test" };
    const other = cloud.client(S3, { region: "eu-west-1", credentials });
    await assert.rejects(other.createBucket(taken), { name: "BucketAlreadyExists" });
    for (const Bucket of ["Upper", "a_b", "1.2.3.4", "a..b"]) {
      await assert.rejects(s3.createBucket({ Bucket }), { name: "InvalidBucketName" });
    }
    await assert.rejects(
      west.createBucket({ ...taken, CreateBucketConfiguration: { LocationConstraint: "eu-west-2" } }),
      {
        name: "IllegalLocationConstraintException",
      },
    );
  });

  it("are of their account only, unless their policy opens them", async () => {
    const Bucket = "account-bucket";
    await s3.createBucket({ Bucket });
    await s3.putObject({ Bucket, Key: "x", Body: "x" });
    const other = cloud.client(S3, { credentials: { accessKeyId: "111111111111", secretAccessKey: "test" } });
    await assert.rejects(other.getObject({ Bucket, Key: "x" }), { name: "AccessDenied" });
    await assert.rejects(s3.getObject({ Bucket, Key: "x", ExpectedBucketOwner: "111111111111" }), {
      name: "AccessDenied",
    });
    const statement = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111111111111:root" },
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) });
    assert.equal(await (await other.getObject({ Bucket, Key: "x" })).Body!.transformToString(), "x");
  });

  it("have a policy that can deny", async () => {
    const Bucket = "policy-bucket";
    await s3.createBucket({ Bucket });
    await assert.rejects(s3.getBucketPolicy({ Bucket }), { name: "NoSuchBucketPolicy" });
    const Statement = [
      { Effect: "Deny", Principal: "*", Action: "s3:DeleteObject", Resource: `arn:aws:s3:::${Bucket}/keep/*` },
    ];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3.putBucketPolicy({ Bucket, Policy });
    assert.equal((await s3.getBucketPolicy({ Bucket })).Policy, Policy);
    await assert.rejects(s3.deleteObject({ Bucket, Key: "keep/x" }), {
      name: "AccessDenied",
      message: /is not authorized to perform: s3:DeleteObject on resource: .*with an explicit deny in a resource-based/,
    });
    const answer = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: "keep/x" }, { Key: "other" }] } });
    assert.deepEqual([answer.Deleted!.length, answer.Errors![0]!.Code], [1, "AccessDenied"]);
    for (const Statement of ["x", 1, null, [null], ["x"], [[]]]) {
      await assert.rejects(s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Statement }) }), {
        name: "MalformedPolicy",
      });
    }
    await s3.deleteBucketPolicy({ Bucket });
    await s3.deleteObject({ Bucket, Key: "keep/x" });
    const open = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` }];
    await assert.rejects(s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Statement: open }) }), {
      name: "AccessDenied",
      message: /BlockPublicPolicy/,
    });
    await assert.rejects(s3.putBucketPolicy({ Bucket, Policy: "{" }), { name: "MalformedPolicy" });
  });

  it("keep tags, encryption, public access block and ownership", async () => {
    const Bucket = "configured";
    await s3.createBucket({ Bucket });
    await assert.rejects(s3.getBucketTagging({ Bucket }), { name: "NoSuchTagSet" });
    await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } });
    assert.deepEqual((await s3.getBucketTagging({ Bucket })).TagSet, [{ Key: "a", Value: "1" }]);
    await s3.deleteBucketTagging({ Bucket });

    const encryption = await s3.getBucketEncryption({ Bucket });
    const [rule] = encryption.ServerSideEncryptionConfiguration!.Rules!;
    assert.equal(rule!.ApplyServerSideEncryptionByDefault!.SSEAlgorithm, "AES256");
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "key" } }];
    await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } });
    assert.equal((await s3.putObject({ Bucket, Key: "x", Body: "x" })).ServerSideEncryption, "aws:kms");

    const { PublicAccessBlockConfiguration } = await s3.getPublicAccessBlock({ Bucket });
    assert.equal(PublicAccessBlockConfiguration!.BlockPublicPolicy, true);
    const ownership = await s3.getBucketOwnershipControls({ Bucket });
    assert.equal(ownership.OwnershipControls!.Rules![0]!.ObjectOwnership, "BucketOwnerEnforced");
    assert.equal((await s3.getBucketVersioning({ Bucket })).Status, undefined);
    await assert.rejects(s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } }), {
      name: "NotImplemented",
    });
  });

  it("expire objects and abandoned uploads as their lifecycle says", async () => {
    const Bucket = "lifecycle";
    await s3.createBucket({ Bucket });
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          { ID: "old", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 3 } },
          {
            ID: "uploads",
            Status: "Enabled",
            Filter: { Prefix: "" },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
    for (const Key of ["logs/1", "data/1"]) await s3.putObject({ Bucket, Key, Body: Key });
    await s3.createMultipartUpload({ Bucket, Key: "never" });
    await cloud.clock.advance(2 * day);
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 2);
    assert.equal((await s3.listMultipartUploads({ Bucket })).Uploads, undefined);
    await cloud.clock.advance(2 * day);
    const { Contents } = await s3.listObjectsV2({ Bucket });
    assert.deepEqual(
      Contents!.map(({ Key }) => Key),
      ["data/1"],
    );
    assert.equal((await s3.getBucketLifecycleConfiguration({ Bucket })).Rules!.length, 2);
    await s3.deleteBucketLifecycle({ Bucket });
    await assert.rejects(s3.getBucketLifecycleConfiguration({ Bucket }), { name: "NoSuchLifecycleConfiguration" });
  });
});

describe("S3's CloudFormation types", () => {
  it("create, update and delete what CDK describes", async () => {
    const cloudformation = cloud.client(CloudFormation);
    const idle = () => cloud.runtime.host.activity.whenIdle();
    const template = (properties: object) =>
      JSON.stringify({
        Resources: {
          Data: {
            Type: "AWS::S3::Bucket",
            Properties: {
              BucketEncryption: {
                ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
              },
              PublicAccessBlockConfiguration: {
                BlockPublicAcls: true,
                BlockPublicPolicy: true,
                IgnorePublicAcls: true,
                RestrictPublicBuckets: true,
              },
              ...properties,
            },
          },
          Policy: {
            Type: "AWS::S3::BucketPolicy",
            Properties: {
              Bucket: { Ref: "Data" },
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                  {
                    Action: "s3:*",
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                    Effect: "Deny",
                    Principal: { AWS: "arn:aws:iam::999999999999:root" },
                    Resource: [
                      { "Fn::GetAtt": ["Data", "Arn"] },
                      { "Fn::Join": ["", [{ "Fn::GetAtt": ["Data", "Arn"] }, "/*"]] },
                    ],
                  },
                ],
              },
            },
          },
        },
        Outputs: { Name: { Value: { Ref: "Data" } }, Domain: { Value: { "Fn::GetAtt": ["Data", "DomainName"] } } },
      });
    const lifecycle = { LifecycleConfiguration: { Rules: [{ ExpirationInDays: 3, Status: "Enabled" }] } };
    await cloudformation.createStack({ StackName: "data", TemplateBody: template(lifecycle) });
    await idle();
    const { Stacks } = await cloudformation.describeStacks({ StackName: "data" });
    const outputs = Object.fromEntries(Stacks![0]!.Outputs!.map((output) => [output.OutputKey, output.OutputValue]));
    const Bucket = outputs.Name!;
    assert.equal(outputs.Domain, `${Bucket}.s3.amazonaws.com`);
    assert.match(Bucket, /^data-data-[a-z0-9]+$/);
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket });
    assert.equal(Rules![0]!.Expiration!.Days, 3);
    assert.match((await s3.getBucketPolicy({ Bucket })).Policy!, /SecureTransport/);

    await cloudformation.updateStack({
      StackName: "data",
      TemplateBody: template({ Tags: [{ Key: "a", Value: "1" }] }),
    });
    await idle();
    await assert.rejects(s3.getBucketLifecycleConfiguration({ Bucket }), { name: "NoSuchLifecycleConfiguration" });
    assert.deepEqual((await s3.getBucketTagging({ Bucket })).TagSet, [{ Key: "a", Value: "1" }]);

    await cloudformation.deleteStack({ StackName: "data" });
    await idle();
    await assert.rejects(s3.headBucket({ Bucket }), { name: "NotFound" });
    assert.deepEqual(cloud.reports, []);
  });

  it("name what is not supported before anything is made", () => {
    const problems = bucketType.check!({
      VersioningConfiguration: { Status: "Enabled" },
      AccessControl: "PublicRead",
      LifecycleConfiguration: { Rules: [{ Status: "Enabled", Transitions: [] }] },
    });
    assert.deepEqual(problems.toSorted(), [
      "AccessControl PublicRead is not supported",
      "LifecycleConfiguration.Rules[0].Transitions is not supported",
      "VersioningConfiguration.Status Enabled is not supported",
    ]);
  });
});
