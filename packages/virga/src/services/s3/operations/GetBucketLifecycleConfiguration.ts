import type {
  GetBucketLifecycleConfigurationCommandInput,
  GetBucketLifecycleConfigurationCommandOutput,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { notConfigured } from "../errors.ts";
import { rulesFromRecord } from "../lifecycle.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const GetBucketLifecycleConfiguration: Operation<
  S3State,
  GetBucketLifecycleConfigurationCommandInput,
  Omit<GetBucketLifecycleConfigurationCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetLifecycleConfiguration"),
  handle(call, input) {
    const { name, lifecycle } = bucketFor(call, call.state.reader, input);
    if (!lifecycle) {
      throw notConfigured("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", name);
    }
    return { Rules: rulesFromRecord(lifecycle), TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" };
  },
};
