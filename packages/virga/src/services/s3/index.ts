import type { S3 } from "@aws-sdk/client-s3";
import { defineService } from "../../kernel/service.ts";
import { bucket, bucketPolicy } from "./cloudformation.ts";
import { AbortMultipartUpload } from "./operations/AbortMultipartUpload.ts";
import { CompleteMultipartUpload } from "./operations/CompleteMultipartUpload.ts";
import { CopyObject } from "./operations/CopyObject.ts";
import { CreateBucket } from "./operations/CreateBucket.ts";
import { CreateMultipartUpload } from "./operations/CreateMultipartUpload.ts";
import { DeleteBucket } from "./operations/DeleteBucket.ts";
import { DeleteBucketEncryption } from "./operations/DeleteBucketEncryption.ts";
import { DeleteBucketLifecycle } from "./operations/DeleteBucketLifecycle.ts";
import { DeleteBucketOwnershipControls } from "./operations/DeleteBucketOwnershipControls.ts";
import { DeleteBucketPolicy } from "./operations/DeleteBucketPolicy.ts";
import { DeleteBucketTagging } from "./operations/DeleteBucketTagging.ts";
import { DeleteObject } from "./operations/DeleteObject.ts";
import { DeleteObjects } from "./operations/DeleteObjects.ts";
import { DeleteObjectTagging } from "./operations/DeleteObjectTagging.ts";
import { DeletePublicAccessBlock } from "./operations/DeletePublicAccessBlock.ts";
import { GetBucketEncryption } from "./operations/GetBucketEncryption.ts";
import { GetBucketLifecycleConfiguration } from "./operations/GetBucketLifecycleConfiguration.ts";
import { GetBucketLocation } from "./operations/GetBucketLocation.ts";
import { GetBucketOwnershipControls } from "./operations/GetBucketOwnershipControls.ts";
import { GetBucketPolicy } from "./operations/GetBucketPolicy.ts";
import { GetBucketTagging } from "./operations/GetBucketTagging.ts";
import { GetBucketVersioning } from "./operations/GetBucketVersioning.ts";
import { GetObject } from "./operations/GetObject.ts";
import { GetObjectAttributes } from "./operations/GetObjectAttributes.ts";
import { GetObjectTagging } from "./operations/GetObjectTagging.ts";
import { GetPublicAccessBlock } from "./operations/GetPublicAccessBlock.ts";
import { HeadBucket } from "./operations/HeadBucket.ts";
import { HeadObject } from "./operations/HeadObject.ts";
import { ListBuckets } from "./operations/ListBuckets.ts";
import { ListMultipartUploads } from "./operations/ListMultipartUploads.ts";
import { ListObjects } from "./operations/ListObjects.ts";
import { ListObjectsV2 } from "./operations/ListObjectsV2.ts";
import { ListObjectVersions } from "./operations/ListObjectVersions.ts";
import { ListParts } from "./operations/ListParts.ts";
import { PutBucketEncryption } from "./operations/PutBucketEncryption.ts";
import { PutBucketLifecycleConfiguration } from "./operations/PutBucketLifecycleConfiguration.ts";
import { PutBucketOwnershipControls } from "./operations/PutBucketOwnershipControls.ts";
import { PutBucketPolicy } from "./operations/PutBucketPolicy.ts";
import { PutBucketTagging } from "./operations/PutBucketTagging.ts";
import { PutBucketVersioning } from "./operations/PutBucketVersioning.ts";
import { PutObject } from "./operations/PutObject.ts";
import { PutObjectTagging } from "./operations/PutObjectTagging.ts";
import { PutPublicAccessBlock } from "./operations/PutPublicAccessBlock.ts";
import { UploadPart } from "./operations/UploadPart.ts";
import { UploadPartCopy } from "./operations/UploadPartCopy.ts";
import { S3State } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    s3: S3;
  }
}

/** Amazon S3, general purpose buckets. */
export const s3 = defineService<S3State>({
  name: "s3",
  anonymousCallers: true,
  open: (host) => new S3State(host),
  operations: {
    AbortMultipartUpload,
    CompleteMultipartUpload,
    CopyObject,
    CreateBucket,
    CreateMultipartUpload,
    DeleteBucket,
    DeleteBucketEncryption,
    DeleteBucketLifecycle,
    DeleteBucketOwnershipControls,
    DeleteBucketPolicy,
    DeleteBucketTagging,
    DeleteObject,
    DeleteObjectTagging,
    DeleteObjects,
    DeletePublicAccessBlock,
    GetBucketEncryption,
    GetBucketLifecycleConfiguration,
    GetBucketLocation,
    GetBucketOwnershipControls,
    GetBucketPolicy,
    GetBucketTagging,
    GetBucketVersioning,
    GetObject,
    GetObjectAttributes,
    GetObjectTagging,
    GetPublicAccessBlock,
    HeadBucket,
    HeadObject,
    ListBuckets,
    ListMultipartUploads,
    ListObjectVersions,
    ListObjects,
    ListObjectsV2,
    ListParts,
    PutBucketEncryption,
    PutBucketLifecycleConfiguration,
    PutBucketOwnershipControls,
    PutBucketPolicy,
    PutBucketTagging,
    PutBucketVersioning,
    PutObject,
    PutObjectTagging,
    PutPublicAccessBlock,
    UploadPart,
    UploadPartCopy,
  },
  resourceTypes: { "AWS::S3::Bucket": bucket, "AWS::S3::BucketPolicy": bucketPolicy },
  recover: (state) => state.contents.sweep(),
});
