import type { PutBucketLifecycleConfigurationCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { checkedRules } from "../lifecycle.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const PutBucketLifecycleConfiguration: Operation<S3State, PutBucketLifecycleConfigurationCommandInput, object> =
  {
    authorize: onBucket("PutLifecycleConfiguration"),
    handle(call, input) {
      const lifecycle = checkedRules(input.LifecycleConfiguration?.Rules, () => call.state.ids.text(48));
      return call.state.transact((transaction) => {
        call.state.setLifecycle(transaction, { ...bucketFor(call, transaction, input), lifecycle }, call.now);
        return {};
      });
    },
  };
