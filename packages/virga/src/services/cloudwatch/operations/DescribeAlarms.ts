import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import {
  type Alarm,
  actionsFor,
  type CompositeAlarmRecord,
  describeCompositeAlarm,
  describeMetricAlarm,
  type MetricAlarmRecord,
} from "../alarms/alarm.ts";
import { alarmsOfRule } from "../alarms/rule.ts";
import { parseRule } from "../alarms/rule-reader.ts";
import { onAlarms } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { invalidNextToken, validationError } from "../errors.ts";
import { alarmArn } from "../model.ts";

const defaultRecords = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const DescribeAlarms: Operation<
  CloudWatch,
  DescribeAlarmsCommandInput,
  Omit<DescribeAlarmsCommandOutput, "$metadata">
> = {
  authorize: onAlarms("DescribeAlarms"),
  handle(call, input) {
    const page = takePage(found(call, input), input.MaxRecords ?? defaultRecords, ({ name }) => name);
    const relatives = input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined;
    const describe = <T extends object>(
      described: T & { AlarmName?: string | undefined; AlarmArn?: string | undefined; StateValue?: unknown },
    ) => (relatives ? pick(described) : described);
    return {
      MetricAlarms: page.items.filter(isMetricAlarm).map((alarm) => describe(describeMetricAlarm(alarm))),
      CompositeAlarms: page.items.filter(isCompositeAlarm).map((alarm) => describe(describeCompositeAlarm(alarm))),
      ...(page.token !== undefined && { NextToken: page.token }),
    };
  },
};

/** Of parents and children AWS tells little. */
function pick<T extends object>(alarm: T): T {
  const told = ["AlarmName", "AlarmArn", "StateValue", "StateUpdatedTimestamp", "AlarmRule"];
  return Object.fromEntries(Object.entries(alarm).filter(([name]) => told.includes(name))) as T;
}

function isMetricAlarm(alarm: Alarm): alarm is MetricAlarmRecord {
  return alarm.kind === "metric";
}

function isCompositeAlarm(alarm: Alarm): alarm is CompositeAlarmRecord {
  return alarm.kind === "composite";
}

function* found(call: Call<CloudWatch>, input: DescribeAlarmsCommandInput): Generator<Alarm> {
  const after = afterToken(input.NextToken, invalidNextToken);
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw validationError("AlarmNames and AlarmNamePrefix are mutually exclusive.");
  }
  const test = filter(call, input);
  for (const alarm of call.state.alarms(call, after)) if (test(alarm)) yield alarm;
}

function filter(call: Call<CloudWatch>, input: DescribeAlarmsCommandInput): (alarm: Alarm) => boolean {
  const { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix, AlarmTypes } = input;
  const names = AlarmNames && new Set(AlarmNames);
  const relatives = relativesOf(call, input);
  const types = new Set(
    AlarmTypes?.length ? AlarmTypes : relatives ? ["MetricAlarm", "CompositeAlarm"] : ["MetricAlarm"],
  );
  return (alarm) =>
    types.has(alarm.kind === "metric" ? "MetricAlarm" : "CompositeAlarm") &&
    (relatives?.(alarm) ?? true) &&
    (names?.has(alarm.name) ?? true) &&
    alarm.name.startsWith(AlarmNamePrefix ?? "") &&
    (StateValue === undefined || alarm.state.value === StateValue) &&
    (ActionPrefix === undefined || hasAction(alarm, ActionPrefix));
}

function hasAction(alarm: Alarm, prefix: string): boolean {
  const values = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;
  return values.some((value) => actionsFor(alarm, value).some((action) => action.startsWith(prefix)));
}

function relativesOf(
  call: Call<CloudWatch>,
  { ChildrenOfAlarmName, ParentsOfAlarmName }: DescribeAlarmsCommandInput,
): ((alarm: Alarm) => boolean) | undefined {
  if (ChildrenOfAlarmName !== undefined) {
    const parent = call.state.alarm(call, ChildrenOfAlarmName);
    const children = new Set(parent?.kind === "composite" ? ruleAlarms(parent) : []);
    return ({ name }) => children.has(name);
  }
  if (ParentsOfAlarmName === undefined) return undefined;
  const arn = alarmArn(call, ParentsOfAlarmName);
  return (alarm) =>
    alarm.kind === "composite" &&
    (ruleAlarms(alarm).includes(ParentsOfAlarmName) || alarm.configuration.ActionsSuppressor === arn);
}

function ruleAlarms({ configuration }: CompositeAlarmRecord): readonly string[] {
  return alarmsOfRule(parseRule(configuration.AlarmRule!));
}
