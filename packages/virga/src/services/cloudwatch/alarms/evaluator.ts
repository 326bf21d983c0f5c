import type { StateValue } from "@aws-sdk/client-cloudwatch";
import type { Transaction } from "../../../kernel/store.ts";
import { alarmArn } from "../model.ts";
import type { MetricStore } from "../series/metric-store.ts";
import { type SeriesName, seriesText } from "../series/series.ts";
import type { CloudWatchState, EvaluationTimer } from "../state.ts";
import { type AlarmActions, plannedActions } from "./actions.ts";
import type { Alarm, CompositeAlarmRecord, MetricAlarmRecord } from "./alarm.ts";
import { followingState, nextStep, stepOf } from "./alarms.ts";
import { stateChangeData, typeOf } from "./history.ts";
import { evaluateMetricAlarm, seriesOfAlarm } from "./metric-alarm-evaluation.ts";
import { alarmsOfRule, ruleHolds } from "./rule.ts";
import { parseRule } from "./rule-reader.ts";
import { longTime } from "./times.ts";

/** A new state of an alarm and why. */
interface Change {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string;
}

/** The alarm whose change made a composite alarm's rule hold or fail. */
interface Cause {
  readonly arn: string;
  readonly value: StateValue;
  readonly at: number;
}

/**
 * Evaluates alarms: a metric alarm at each step while its data changes, and not at all while nothing but time would pass; a composite one when
 * one of its children has changed.
 */
export class AlarmEvaluator {
  readonly #state: CloudWatchState;
  readonly #metrics: MetricStore;
  readonly #actions: AlarmActions;
  /** Alarms by the text of each series they depend on; made anew after alarms have changed. */
  #bySeries: ReadonlyMap<string, readonly MetricAlarmRecord[]> | undefined;

  constructor(state: CloudWatchState, metrics: MetricStore, actions: AlarmActions) {
    this.#state = state;
    this.#metrics = metrics;
    this.#actions = actions;
    state.watchAlarms(() => {
      this.#bySeries = undefined;
    });
  }

  /** Calls for the evaluation of all alarms that depend on these series. */
  dataCame(transaction: Transaction, series: readonly SeriesName[], now: number): void {
    const bySeries = this.#index();
    if (bySeries.size === 0) return;
    for (const name of series) {
      for (const alarm of bySeries.get(seriesText(name)) ?? []) {
        this.#state.evaluateAt(transaction, alarm, nextStep(alarm, now));
      }
    }
  }

  #index(): ReadonlyMap<string, readonly MetricAlarmRecord[]> {
    if (this.#bySeries) return this.#bySeries;
    const bySeries = new Map<string, MetricAlarmRecord[]>();
    for (const alarm of this.#state.alarms()) {
      if (alarm.kind !== "metric") continue;
      for (const name of seriesOfAlarm(alarm)) {
        const text = seriesText(name);
        const found = bySeries.get(text);
        if (found) found.push(alarm);
        else bySeries.set(text, [alarm]);
      }
    }
    this.#bySeries = bySeries;
    return bySeries;
  }

  /** Evaluates one alarm, as its timer says. */
  evaluate(timer: EvaluationTimer): void {
    const alarm = this.#state.alarm(timer, timer.name);
    if (alarm?.kind === "metric") this.#evaluateMetric(alarm);
    else if (alarm) this.#evaluateComposite(alarm, undefined);
  }

  #evaluateMetric(alarm: MetricAlarmRecord): void {
    const now = this.#state.host.clock.now();
    const step = Math.min(stepOf(alarm), 60) * 1000;
    const end = now - (now % step);
    const { verdict, reason, reasonData, nextChange } = evaluateMetricAlarm(alarm, this.#metrics, end, now);
    const value = verdict.value ?? alarm.state.value;
    const isFirst = alarm.state.reasonData === undefined && alarm.state.reason.startsWith("Unchecked:");
    const change = { value, reason, reasonData };
    const again = nextChange === "soon" ? nextStep(alarm, now) : nextChange;
    if (value !== alarm.state.value) this.#change(alarm, change, now, again);
    else {
      this.#state.transact((transaction) => {
        if (isFirst && verdict.value !== undefined) {
          const state = followingState(alarm.state, value, reason, reasonData, now);
          this.#state.putAlarm(transaction, { ...alarm, state });
        }
        if (again !== undefined) this.#state.evaluateAt(transaction, alarm, again);
      });
    }
  }

  /** Sets an alarm's state from outside; the next evaluation decides anew. */
  set(alarm: Alarm, change: Change, now: number): void {
    this.#change(alarm, change, now, nextStep(alarm, now));
  }

  #change(alarm: Alarm, change: Change, now: number, again: number | undefined, cause?: Cause): void {
    const { value, reason, reasonData } = change;
    const before = alarm.state;
    const state = followingState(before, value, reason, reasonData, now);
    const changed: Alarm = { ...alarm, state };
    const hasChanged = before.value !== value;
    this.#state.transact((transaction) => {
      this.#state.putAlarm(transaction, changed);
      if (again !== undefined) this.#state.evaluateAt(transaction, alarm, again);
      if (!hasChanged) return;
      const summary = `Alarm updated from ${before.value} to ${value}`;
      const data = stateChangeData(before, state);
      const item = {
        alarm: alarm.name,
        alarmType: typeOf(alarm),
        type: "StateUpdate",
        summary,
        data,
        at: now,
      } as const;
      this.#state.remember(transaction, alarm, item);
      const children = cause ? [cause] : [];
      for (const action of plannedActions(changed, before, children)) this.#actions.plan(transaction, action);
    });
    if (hasChanged) this.#childChanged(changed, now);
  }

  /** Evaluates the composite alarms that are about an alarm. */
  #childChanged(child: Alarm, at: number): void {
    const cause = { arn: alarmArn(child, child.name), value: child.state.value, at };
    for (const alarm of Array.from(this.#state.alarms(child))) {
      if (alarm.kind !== "composite") continue;
      if (alarmsOfRule(parseRule(alarm.configuration.AlarmRule!)).includes(child.name))
        this.#evaluateComposite(alarm, cause);
    }
  }

  #evaluateComposite(alarm: CompositeAlarmRecord, cause: Cause | undefined): void {
    const now = this.#state.host.clock.now();
    const rule = parseRule(alarm.configuration.AlarmRule!);
    const holds = ruleHolds(rule, (name) => this.#state.alarm(alarm, name)?.state.value);
    const value = holds ? "ALARM" : "OK";
    if (value === alarm.state.value) return;
    const reason = cause
      ? `${cause.arn} transitioned to ${cause.value} at ${longTime(cause.at)}`
      : `The alarm rule evaluated to ${holds ? "TRUE" : "FALSE"}`;
    const triggering = cause
      ? [
          {
            arn: cause.arn,
            state: { value: cause.value, timestamp: new Date(cause.at).toISOString().replace("Z", "+0000") },
          },
        ]
      : [];
    const reasonData = JSON.stringify({ triggeringAlarms: triggering });
    this.#change(alarm, { value, reason, reasonData }, now, undefined, cause);
  }
}
