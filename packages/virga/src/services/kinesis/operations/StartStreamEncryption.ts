import type { StartStreamEncryptionCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { checkKey } from "../encryption.ts";
import { invalidArgument } from "../errors.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream, requireStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StartStreamEncryption.html */
export const StartStreamEncryption: Operation<KinesisState, StartStreamEncryptionCommandInput, object> = {
  authorize: onStream("StartStreamEncryption"),
  handle(call, input) {
    if (input.EncryptionType !== "KMS") throw invalidArgument("EncryptionType must be KMS.");
    requireStream(call, call.state.reader, input);
    return checkKey(call, input.KeyId!).then(() => {
      changeStream(call, input, (stream) => ({ ...stream, keyId: input.KeyId! }));
      return {};
    });
  },
};
