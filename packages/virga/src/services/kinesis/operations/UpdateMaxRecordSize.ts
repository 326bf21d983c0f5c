import type { UpdateMaxRecordSizeCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateMaxRecordSize.html */
export const UpdateMaxRecordSize: Operation<KinesisState, UpdateMaxRecordSizeCommandInput, object> = {
  authorize: onStream("UpdateMaxRecordSize"),
  handle(call, input) {
    changeStream(call, input, (stream) => ({ ...stream, maxRecordKiB: input.MaxRecordSizeInKiB! }));
    return {};
  },
};
