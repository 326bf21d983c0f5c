import type {
  UpdateStreamWarmThroughputCommandInput,
  UpdateStreamWarmThroughputCommandOutput,
} from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { validationException } from "../errors.ts";
import { streamArn } from "../model.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamWarmThroughput.html */
export const UpdateStreamWarmThroughput: Operation<
  KinesisState,
  UpdateStreamWarmThroughputCommandInput,
  Omit<UpdateStreamWarmThroughputCommandOutput, "$metadata">
> = {
  authorize: onStream("UpdateStreamWarmThroughput"),
  handle(call, input) {
    const warmThroughput = input.WarmThroughputMiBps!;
    let before = 0;
    const changed = changeStream(call, input, (stream) => {
      if (stream.mode !== "ON_DEMAND") {
        throw validationException("WarmThroughputMiBps is only supported for streams in On-Demand mode.");
      }
      before = stream.warmThroughput;
      return { ...stream, warmThroughput };
    });
    return {
      StreamARN: streamArn(changed),
      StreamName: changed.name,
      WarmThroughput: { TargetMiBps: warmThroughput, CurrentMiBps: before },
    };
  },
};
