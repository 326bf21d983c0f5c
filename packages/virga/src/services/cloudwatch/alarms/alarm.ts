import type {
  CompositeAlarm,
  MetricAlarm,
  PutCompositeAlarmCommandInput,
  PutMetricAlarmCommandInput,
  StateValue,
} from "@aws-sdk/client-cloudwatch";
import { type AlarmState, alarmArn, type Place } from "../model.ts";

/** What PutMetricAlarm has set. */
export type MetricAlarmConfiguration = Omit<PutMetricAlarmCommandInput, "Tags">;
/** What PutCompositeAlarm has set. */
export type CompositeAlarmConfiguration = Omit<PutCompositeAlarmCommandInput, "Tags">;

interface StoredAlarm extends Place {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly configuredAt: number;
  readonly state: AlarmState;
  readonly tags: Readonly<Record<string, string>>;
}

/** An alarm on a metric or on metric math, as stored. */
export interface MetricAlarmRecord extends StoredAlarm {
  readonly kind: "metric";
  readonly configuration: MetricAlarmConfiguration;
}

/** Why a composite alarm's actions are held back, and until when it may last (epoch milliseconds). */
export interface Suppression {
  readonly by: "WaitPeriod" | "ExtensionPeriod" | "Alarm";
  readonly reason: string;
  readonly until?: number;
}

/** An alarm on the states of others, as stored. */
export interface CompositeAlarmRecord extends StoredAlarm {
  readonly kind: "composite";
  readonly configuration: CompositeAlarmConfiguration;
  readonly suppression?: Suppression;
}

/** An alarm as stored. */
export type Alarm = MetricAlarmRecord | CompositeAlarmRecord;

/** Whether an alarm does anything when its state changes; it does unless told. */
export function actionsEnabled({ configuration }: Alarm): boolean {
  return configuration.ActionsEnabled ?? true;
}

/** What an alarm does when it goes into a state, as ARNs. */
export function actionsFor({ configuration }: Alarm, value: StateValue): readonly string[] {
  if (value === "ALARM") return configuration.AlarmActions ?? [];
  return (value === "OK" ? configuration.OKActions : configuration.InsufficientDataActions) ?? [];
}

function describeCommon(alarm: Alarm) {
  const { configuration, state } = alarm;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm, alarm.name),
    ...(configuration.AlarmDescription !== undefined && { AlarmDescription: configuration.AlarmDescription }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: actionsEnabled(alarm),
    OKActions: configuration.OKActions ?? [],
    AlarmActions: configuration.AlarmActions ?? [],
    InsufficientDataActions: configuration.InsufficientDataActions ?? [],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
  };
}

export function describeMetricAlarm(alarm: MetricAlarmRecord): MetricAlarm {
  const { configuration } = alarm;
  return { ...configuration, ...describeCommon(alarm), Dimensions: configuration.Dimensions ?? [] };
}

export function describeCompositeAlarm(alarm: CompositeAlarmRecord): CompositeAlarm {
  const { configuration, suppression } = alarm;
  return {
    ...configuration,
    ...describeCommon(alarm),
    ...(suppression && { ActionsSuppressedBy: suppression.by, ActionsSuppressedReason: suppression.reason }),
  };
}
