import type { UpdateStreamModeCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { limitExceeded, validationException } from "../errors.ts";
import { day } from "../model.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";

/** How often a stream's mode is switched in 24 hours. */
const mostChanges = 2;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamMode.html */
export const UpdateStreamMode: Operation<KinesisState, UpdateStreamModeCommandInput, object> = {
  authorize: onStream("UpdateStreamMode"),
  handle(call, input) {
    const mode = input.StreamModeDetails!.StreamMode!;
    const { WarmThroughputMiBps: warmThroughput = 0 } = input;
    if (mode === "PROVISIONED" && warmThroughput > 0) {
      throw validationException("WarmThroughputMiBps is only supported for streams in On-Demand mode.");
    }
    changeStream(call, input, (stream) => {
      if (stream.mode === mode) return { ...stream, warmThroughput };
      const modeChanges = stream.modeChanges.filter((at) => at > call.now - day);
      if (modeChanges.length >= mostChanges) {
        throw limitExceeded(
          `Stream ${stream.name} under account ${stream.account} can be switched between modes at most ${mostChanges} times within 24 hours.`,
        );
      }
      return { ...stream, mode, warmThroughput, modeChanges: [...modeChanges, call.now] };
    });
    return {};
  },
};
