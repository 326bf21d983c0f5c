import type { DeleteObjectTaggingCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkVersionId } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const DeleteObjectTagging: Operation<S3State, DeleteObjectTaggingCommandInput, object> = {
  authorize: onObject("DeleteObjectTagging"),
  handle(call, input) {
    checkVersionId(input.VersionId);
    return call.state.transact((transaction) => {
      const { name } = bucketFor(call, transaction, input);
      call.state.updateObject(transaction, name, { ...call.state.object(transaction, name, input.Key!), tags: [] });
      return {};
    });
  },
};
