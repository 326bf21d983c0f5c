import type { PutObjectCommandInput, PutObjectCommandOutput } from "@aws-sdk/client-s3";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkContent, md5 } from "../checksums.ts";
import { checkWrite } from "../conditions.ts";
import { noSuchKey } from "../errors.ts";
import { checkKey, parseTagging, type StoredObject } from "../model.ts";
import { bodyBytes, encryptionOutput, objectHeaders } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** What one PutObject takes at most: 5 GiB. */
const largest = 5 * 1024 ** 3;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const PutObject: Operation<S3State, PutObjectCommandInput, Omit<PutObjectCommandOutput, "$metadata">> = {
  authorize: onObject("PutObject"),
  async handle(call, input) {
    const { state } = call;
    const key = input.Key!;
    checkKey(key);
    const headers = objectHeaders(bucketFor(call, state.reader, input), input);
    const tags = parseTagging(input.Tagging);
    const content = bodyBytes(input.Body);
    if (content.byteLength > largest) {
      throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    }
    const checksums = checkContent(input, content);
    return state.contents.store(content, (piece) =>
      state.transact((transaction) => {
        const { name } = bucketFor(call, transaction, input);
        checkWrite(state.findObject(transaction, name, key), input, () => noSuchKey(key));
        const object: StoredObject = {
          key,
          size: piece.size,
          etag: `"${md5(content)}"`,
          modified: call.now,
          pieces: [piece],
          multipart: false,
          headers,
          checksums,
          checksumType: "FULL_OBJECT",
          tags,
        };
        state.putObject(transaction, name, object);
        return { ETag: object.etag, ...checksums, ChecksumType: object.checksumType, ...encryptionOutput(headers) };
      }),
    );
  },
};
