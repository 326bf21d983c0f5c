import type { PutBucketVersioningCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { malformedXml, notImplemented } from "../errors.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const PutBucketVersioning: Operation<S3State, PutBucketVersioningCommandInput, object> = {
  authorize: onBucket("PutBucketVersioning"),
  handle(call, input) {
    const { Status, MFADelete } = input.VersioningConfiguration ?? {};
    if (Status === "Enabled") throw notImplemented("VersioningConfiguration.Status Enabled");
    if (MFADelete === "Enabled") throw notImplemented("VersioningConfiguration.MFADelete Enabled");
    if (Status !== "Suspended") throw malformedXml();
    return call.state.transact((transaction) => {
      call.state.putBucket(transaction, { ...bucketFor(call, transaction, input), versioning: Status });
      return {};
    });
  },
};
