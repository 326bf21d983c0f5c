import type { AbortMultipartUploadCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const AbortMultipartUpload: Operation<S3State, AbortMultipartUploadCommandInput, object> = {
  authorize: onObject("AbortMultipartUpload"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { name } = bucketFor(call, transaction, input);
      call.state.deleteUpload(transaction, name, call.state.upload(transaction, name, input.Key!, input.UploadId!));
      return {};
    });
  },
};
