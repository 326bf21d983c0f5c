import type { StopStreamEncryptionCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { invalidArgument } from "../errors.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StopStreamEncryption.html */
export const StopStreamEncryption: Operation<KinesisState, StopStreamEncryptionCommandInput, object> = {
  authorize: onStream("StopStreamEncryption"),
  handle(call, input) {
    if (input.EncryptionType !== "KMS") throw invalidArgument("EncryptionType must be KMS.");
    changeStream(call, input, ({ keyId: _stopped, ...stream }) => stream);
    return {};
  },
};
