import type {
  DeletedObject,
  _Error as DeleteError,
  DeleteObjectsCommandInput,
  DeleteObjectsCommandOutput,
  ObjectIdentifier,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkWrite } from "../conditions.ts";
import { malformedXml, noSuchKey } from "../errors.ts";
import { checkVersionId } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const DeleteObjects: Operation<
  S3State,
  DeleteObjectsCommandInput,
  Omit<DeleteObjectsCommandOutput, "$metadata">
> = {
  // Each key is authorised on its own: what the caller may not delete is an error in the answer.
  authorize: () => [],
  handle(call, input) {
    const wanted = input.Delete?.Objects ?? [];
    if (wanted.length === 0 || wanted.length > 1000) throw malformedXml();
    return call.state.transact((transaction) => {
      const { name } = bucketFor(call, transaction, input);
      const Deleted: DeletedObject[] = [];
      const Errors: DeleteError[] = [];
      for (const entry of wanted) {
        const error = deleteOne(call, transaction, name, entry);
        if (error) Errors.push(error);
        else if (!input.Delete?.Quiet) Deleted.push({ Key: entry.Key! });
      }
      return { ...(Deleted.length > 0 && { Deleted }), ...(Errors.length > 0 && { Errors }) };
    });
  },
};

function deleteOne(
  call: Call<S3State>,
  transaction: Transaction,
  bucket: string,
  entry: ObjectIdentifier,
): DeleteError | undefined {
  const key = entry.Key!;
  try {
    call.host.iam.authorize(call.principal, onObject("DeleteObject")(call, { Bucket: bucket, Key: key }), call);
    checkVersionId(entry.VersionId);
    const existing = call.state.findObject(transaction, bucket, key);
    checkWrite(existing, { IfMatch: entry.ETag }, () => noSuchKey(key));
    call.state.deleteObject(transaction, bucket, key);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const Code = thrown.code === "AccessDeniedException" ? "AccessDenied" : thrown.code;
    return { Key: key, Code, Message: thrown.message };
  }
}
