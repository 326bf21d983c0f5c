import type { DeleteObjectCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkWrite } from "../conditions.ts";
import { noSuchKey, notImplemented } from "../errors.ts";
import { checkVersionId } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const DeleteObject: Operation<S3State, DeleteObjectCommandInput, object> = {
  authorize: onObject("DeleteObject"),
  handle(call, input) {
    const { state } = call;
    checkVersionId(input.VersionId);
    if (input.IfMatchLastModifiedTime || input.IfMatchSize !== undefined) {
      throw notImplemented("conditional deletes of directory buckets");
    }
    return state.transact((transaction) => {
      const { name } = bucketFor(call, transaction, input);
      const key = input.Key!;
      const { IfMatch } = input;
      checkWrite(state.findObject(transaction, name, key), { IfMatch }, () => noSuchKey(key));
      state.deleteObject(transaction, name, key);
      return {};
    });
  },
};
