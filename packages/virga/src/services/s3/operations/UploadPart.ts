import type { UploadPartCommandInput, UploadPartCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkContent, givenChecksum, md5 } from "../checksums.ts";
import { checkPartChecksum, checkPartNumber } from "../multipart.ts";
import { bodyBytes, encryptionOutput, refuseUnsupported } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const UploadPart: Operation<S3State, UploadPartCommandInput, Omit<UploadPartCommandOutput, "$metadata">> = {
  authorize: onObject("PutObject"),
  async handle(call, input) {
    const { state } = call;
    const number = input.PartNumber!;
    checkPartNumber(number);
    refuseUnsupported(input);
    const content = bodyBytes(input.Body);
    const { name } = bucketFor(call, state.reader, input);
    checkPartChecksum(state.upload(state.reader, name, input.Key!, input.UploadId!), givenChecksum(input)?.algorithm);
    const checksums = checkContent(input, content);
    const etag = `"${md5(content)}"`;
    return state.contents.store(content, (piece) =>
      state.transact((transaction) => {
        const upload = state.upload(transaction, name, input.Key!, input.UploadId!);
        state.putPart(transaction, name, upload.id, { number, etag, modified: call.now, piece, checksums });
        return { ETag: etag, ...checksums, ...encryptionOutput(upload.headers) };
      }),
    );
  },
};
