import type { HeadObjectCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { asHeadError, bucketFor, onObject, readableObject } from "../access.ts";
import { checkRead, wantedRange } from "../conditions.ts";
import { checkVersionId } from "../model.ts";
import { refuseUnsupported } from "../object-headers.ts";
import { objectOutput } from "../object-output.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const HeadObject: Operation<S3State, HeadObjectCommandInput, object> = {
  authorize: onObject("GetObject"),
  handle(call, input) {
    refuseUnsupported(input);
    checkVersionId(input.VersionId);
    try {
      const { name } = bucketFor(call, call.state.reader, input);
      const object = readableObject(call, call.state.reader, name, input.Key!);
      checkRead(object, input);
      return objectOutput(object, input, wantedRange(object, input));
    } catch (thrown) {
      throw asHeadError(thrown);
    }
  },
};
