import type { PutLogEventsCommandInput, PutLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onStream } from "../authorization.ts";
import { countEmbedded } from "../embedded-metrics.ts";
import { notImplemented } from "../errors.ts";
import { acceptedEvents, checkBatch, eventSize } from "../events.ts";
import { countMatches } from "../metric-filters.ts";
import { sequenceToken } from "../model.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const PutLogEvents: Operation<
  LogsState,
  PutLogEventsCommandInput,
  Omit<PutLogEventsCommandOutput, "$metadata">
> = {
  authorize: onStream("PutLogEvents"),
  handle(call, input) {
    const events = input.logEvents!;
    if (input.entity) throw notImplemented("entity in PutLogEvents");
    const batchSize = checkBatch(events);
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      const stream = call.state.stream(transaction, group, input.logStreamName!);
      const { accepted, rejected } = acceptedEvents(group, events, call.now);
      const size =
        accepted === events ? batchSize : accepted.reduce((sum, { message }) => sum + eventSize(message!), 0);
      const messages = accepted.map(({ message }) => message!);
      countMatches(call.host, call, call.state.metricFilters(transaction, group), call.state.patterns, messages);
      for (const message of messages) countEmbedded(call.host, call, message);
      const appended = call.state.append(transaction, group, stream, accepted, size, call.now);
      return {
        nextSequenceToken: sequenceToken(appended),
        ...(rejected && { rejectedLogEventsInfo: rejected }),
      };
    });
  },
};
