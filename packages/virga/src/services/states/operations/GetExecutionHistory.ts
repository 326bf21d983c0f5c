import type { GetExecutionHistoryInput, GetExecutionHistoryOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import type { HistoryEvent as RecordedEvent } from "@virga/asl";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { pageByNumber } from "../paging.ts";
import { onArn } from "../targets.ts";

/** Gives the history of a STANDARD execution. */
export const GetExecutionHistory: Operation<StatesEngine, GetExecutionHistoryInput, GetExecutionHistoryOutput> = {
  authorize: (_call, { executionArn }) => onArn("GetExecutionHistory", executionArn),
  handle(call, input) {
    const { state } = call.state;
    const { arn } = state.requireExecution(input.executionArn ?? "");
    const { items, next } = pageByNumber(
      input,
      (after) => state.history(arn, input.reverseOrder ?? false, after),
      ({ id }) => id,
    );
    const includeData = input.includeExecutionData ?? true;
    const events = items.map((event) => toHistoryEvent(event, includeData));
    return { events, ...next };
  },
};

function toHistoryEvent(event: RecordedEvent, includeData: boolean): HistoryEvent {
  const shown = { ...event, timestamp: new Date(event.timestamp) };
  return (includeData ? shown : withoutData(shown)) as unknown as HistoryEvent;
}

const dataMembers = new Set(["input", "output", "parameters"]);

function withoutData(event: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(event).map(([name, value]) => {
    if (!name.endsWith("EventDetails")) return [name, value];
    const details = Object.entries(value as object).filter(([member]) => !dataMembers.has(member));
    return [name, Object.fromEntries(details)];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
