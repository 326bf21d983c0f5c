import type { StateValue, Tag } from "@aws-sdk/client-cloudwatch";
import type { Transaction } from "../../../kernel/store.ts";
import { validationError } from "../errors.ts";
import type { AlarmState, Place } from "../model.ts";
import type { CloudWatchState } from "../state.ts";
import { mergedTags } from "../tags.ts";
import {
  type Alarm,
  actionsEnabled,
  type CompositeAlarmConfiguration,
  type MetricAlarmConfiguration,
} from "./alarm.ts";
import { configurationData, typeOf } from "./history.ts";

type Configured =
  | { readonly kind: "metric"; readonly configuration: MetricAlarmConfiguration }
  | { readonly kind: "composite"; readonly configuration: CompositeAlarmConfiguration };

/** Seconds from the start of an evaluation step to the next one. */
export function stepOf(alarm: Alarm): number {
  if (alarm.kind === "composite") return 60;
  const { Period = 60, EvaluationPeriods = 1, Metrics } = alarm.configuration;
  const periods = Metrics?.map(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? 60) ?? [Period];
  if (Math.min(...periods) < 60) return 10;
  return Math.max(...periods) * EvaluationPeriods > 86_400 ? 3_600 : 60;
}

/** The next instant after `now` at which an alarm is evaluated. */
export function nextStep(alarm: Alarm, now: number): number {
  const step = stepOf(alarm) * 1000;
  return (Math.floor(now / step) + 1) * step;
}

/** Creates an alarm, or configures one anew, whose state stays as it is. */
export function putAlarm(
  state: CloudWatchState,
  place: Place,
  configured: Configured,
  tags: readonly Tag[] | undefined,
  now: number,
): Alarm {
  const { account, region } = place;
  const name = configured.configuration.AlarmName!;
  return state.transact((transaction) => {
    const existing = state.alarm(place, name, transaction);
    if (existing && existing.kind !== configured.kind) {
      throw validationError(`An alarm of another type with the name ${name} exists already.`);
    }
    const initial: AlarmState = {
      value: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      updatedAt: now,
      transitionedAt: now,
    };
    const alarm: Alarm = {
      ...configured,
      account,
      region,
      name,
      configuredAt: now,
      state: existing?.state ?? initial,
      // Tags of an existing alarm are changed with TagResource only.
      tags: existing?.tags ?? mergedTags({}, tags ?? []),
    };
    state.putAlarm(transaction, alarm);
    const summary = existing ? `Alarm "${name}" updated` : `Alarm "${name}" created`;
    remember(
      state,
      transaction,
      alarm,
      summary,
      configurationData(existing ? "Update" : "Create", alarm, existing),
      now,
    );
    state.evaluateAt(transaction, alarm, alarm.kind === "composite" ? now : nextStep(alarm, now));
    return alarm;
  });
}

/** Deletes an alarm. */
export function deleteAlarm(state: CloudWatchState, transaction: Transaction, alarm: Alarm, now: number): void {
  state.deleteAlarm(transaction, alarm);
  const summary = `Alarm "${alarm.name}" deleted`;
  remember(state, transaction, alarm, summary, configurationData("Delete", alarm), now);
}

/** Notes a change of an alarm's configuration in its history. */
function remember(
  state: CloudWatchState,
  transaction: Transaction,
  alarm: Alarm,
  summary: string,
  data: string,
  at: number,
): void {
  const [name, alarmType] = [alarm.name, typeOf(alarm)];
  state.remember(transaction, alarm, { alarm: name, alarmType, type: "ConfigurationUpdate", summary, data, at });
}

/** The state that follows another one. */
export function followingState(
  before: AlarmState,
  value: StateValue,
  reason: string,
  reasonData: string | undefined,
  now: number,
): AlarmState {
  return {
    value,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    updatedAt: now,
    transitionedAt: value === before.value ? before.transitionedAt : now,
  };
}

/** Switches the actions of alarms on or off; names of no alarm are passed over, as AWS does. */
export function setActionsEnabled(
  state: CloudWatchState,
  place: Place,
  names: readonly string[],
  ActionsEnabled: boolean,
  now: number,
): void {
  state.transact((transaction) => {
    for (const name of new Set(names)) {
      const alarm = state.alarm(place, name, transaction);
      if (!alarm || actionsEnabled(alarm) === ActionsEnabled) continue;
      const changed = {
        ...alarm,
        configuration: { ...alarm.configuration, ActionsEnabled },
        configuredAt: now,
      } as Alarm;
      state.putAlarm(transaction, changed);
      const summary = `Alarm actions ${ActionsEnabled ? "enabled" : "disabled"} for ${name}`;
      remember(state, transaction, changed, summary, configurationData("Update", changed, alarm), now);
    }
  });
}
