import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject, readableObject } from "../access.ts";
import { checkRead, wantedRange } from "../conditions.ts";
import { noSuchKey } from "../errors.ts";
import { checkVersionId } from "../model.ts";
import { refuseUnsupported } from "../object-headers.ts";
import { objectOutput } from "../object-output.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const GetObject: Operation<S3State, GetObjectCommandInput, object> = {
  authorize: onObject("GetObject"),
  async handle(call, input) {
    const { state } = call;
    refuseUnsupported(input);
    checkVersionId(input.VersionId);
    const { name } = bucketFor(call, state.reader, input);
    const object = readableObject(call, state.reader, name, input.Key!);
    checkRead(object, input);
    const range = wantedRange(object, input);
    const Body = await state.contents.read(object.pieces, range?.start ?? 0, range?.end ?? object.size);
    // Deleted or overwritten since it was looked up: as if the request had come later.
    if (!Body) throw noSuchKey(object.key);
    return { Body, ...objectOutput(object, input, range) };
  },
};
