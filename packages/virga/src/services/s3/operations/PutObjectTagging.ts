import type { PutObjectTaggingCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkTags, checkVersionId } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const PutObjectTagging: Operation<S3State, PutObjectTaggingCommandInput, object> = {
  authorize: onObject("PutObjectTagging"),
  handle(call, input) {
    checkVersionId(input.VersionId);
    const tags = input.Tagging?.TagSet ?? [];
    checkTags(tags, 10);
    return call.state.transact((transaction) => {
      const { name } = bucketFor(call, transaction, input);
      call.state.updateObject(transaction, name, { ...call.state.object(transaction, name, input.Key!), tags });
      return {};
    });
  },
};
