import type { CreateBucketCommandInput, CreateBucketCommandOutput } from "@aws-sdk/client-s3";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onBucket } from "../access.ts";
import { notImplemented } from "../errors.ts";
import { type Bucket, bucketArn, checkBucketName, checkTags } from "../model.ts";
import { refuseUnsupported } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const CreateBucket: Operation<
  S3State,
  CreateBucketCommandInput,
  Omit<CreateBucketCommandOutput, "$metadata">
> = {
  authorize: onBucket("CreateBucket"),
  handle(call, input) {
    const name = input.Bucket!;
    checkBucketName(name);
    refuseUnsupported(input);
    if (input.ObjectLockEnabledForBucket) throw notImplemented("ObjectLockEnabledForBucket");
    if (input.BucketNamespace && input.BucketNamespace !== "global") throw notImplemented("BucketNamespace");
    const region = bucketRegion(call.region, input.CreateBucketConfiguration?.LocationConstraint);
    const tags = input.CreateBucketConfiguration?.Tags;
    if (tags) checkTags(tags, 50);
    call.state.transact((transaction) => {
      const existing = call.state.findBucket(transaction, name);
      if (existing) return checkExisting(existing, call.account, region);
      const bucket: Bucket = {
        name,
        account: call.account,
        region,
        created: call.now,
        publicAccessBlock: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
        ownership: { Rules: [{ ObjectOwnership: input.ObjectOwnership ?? "BucketOwnerEnforced" }] },
        ...(tags && { tags }),
      };
      call.state.putBucket(transaction, bucket);
    });
    return {
      Location: region === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
      BucketArn: bucketArn(name),
    };
  },
};

/** Only the endpoint of us-east-1 makes buckets of other regions. */
function bucketRegion(endpoint: string, constraint: string | undefined): string {
  const wanted = constraint === "EU" ? "eu-west-1" : constraint;
  if (endpoint === "us-east-1") return wanted ?? "us-east-1";
  if (wanted !== endpoint) {
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The ${wanted ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return wanted;
}

/** In us-east-1, for history's sake, it is no error to create one's own bucket again. */
function checkExisting(existing: Bucket, account: string, region: string): void {
  if (existing.account !== account) {
    throw new AwsError(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      { status: 409, members: { BucketName: existing.name } },
    );
  }
  if (region === "us-east-1" && existing.region === "us-east-1") return;
  throw new AwsError(
    "BucketAlreadyOwnedByYou",
    "Your previous request to create the named bucket succeeded and you already own it.",
    { status: 409, members: { BucketName: existing.name } },
  );
}
