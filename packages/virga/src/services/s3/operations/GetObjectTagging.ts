import type { GetObjectTaggingCommandInput, GetObjectTaggingCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { checkVersionId } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const GetObjectTagging: Operation<
  S3State,
  GetObjectTaggingCommandInput,
  Omit<GetObjectTaggingCommandOutput, "$metadata">
> = {
  authorize: onObject("GetObjectTagging"),
  handle(call, input) {
    checkVersionId(input.VersionId);
    const { name } = bucketFor(call, call.state.reader, input);
    return { TagSet: [...call.state.object(call.state.reader, name, input.Key!).tags] };
  },
};
