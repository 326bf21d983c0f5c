import type { IncreaseStreamRetentionPeriodCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { checkRetention } from "../retention.ts";
import type { KinesisState } from "../state.ts";
import { changeStream, onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export const IncreaseStreamRetentionPeriod: Operation<KinesisState, IncreaseStreamRetentionPeriodCommandInput, object> =
  {
    authorize: onStream("IncreaseStreamRetentionPeriod"),
    handle(call, input) {
      const hours = input.RetentionPeriodHours!;
      changeStream(call, input, (stream) => {
        checkRetention(stream, hours, "shorter");
        return { ...stream, retentionHours: hours };
      });
      return {};
    },
  };
