import type { DecreaseStreamRetentionPeriodCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { checkRetention } from "../retention.ts";
import type { KinesisState } from "../state.ts";
import { onStream, requireStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html */
export const DecreaseStreamRetentionPeriod: Operation<KinesisState, DecreaseStreamRetentionPeriodCommandInput, object> =
  {
    authorize: onStream("DecreaseStreamRetentionPeriod"),
    handle(call, input) {
      const { state, now } = call;
      const hours = input.RetentionPeriodHours!;
      state.transact((transaction) => {
        const stream = requireStream(call, transaction, input);
        checkRetention(stream, hours, "longer");
        state.put(transaction, { ...stream, retentionHours: hours });
        for (const { index } of stream.shards) {
          if (state.records.head(transaction, stream.id, index).trims)
            state.planTrim(transaction, stream.id, index, now);
        }
      });
      return {};
    },
  };
