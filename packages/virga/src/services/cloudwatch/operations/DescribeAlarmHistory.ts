import type { DescribeAlarmHistoryCommandInput, DescribeAlarmHistoryCommandOutput } from "@aws-sdk/client-cloudwatch";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onAlarm } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { invalidNextToken, notImplemented } from "../errors.ts";
import type { HistoryItem } from "../state.ts";

const defaultRecords = 100;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export const DescribeAlarmHistory: Operation<
  CloudWatch,
  DescribeAlarmHistoryCommandInput,
  Omit<DescribeAlarmHistoryCommandOutput, "$metadata">
> = {
  authorize: (call, { AlarmName = "*" }) => onAlarm(call, "DescribeAlarmHistory", AlarmName),
  handle(call, input) {
    if (input.AlarmContributorId !== undefined) throw notImplemented("contributors of alarms (AlarmContributorId)");
    const page = takePage(found(call, input), input.MaxRecords ?? defaultRecords, ({ at, order }) => `${at} ${order}`);
    const AlarmHistoryItems = page.items.map(({ alarm, alarmType, at, type, summary, data }) => ({
      AlarmName: alarm,
      AlarmType: alarmType,
      Timestamp: new Date(at),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: data,
    }));
    return { AlarmHistoryItems, ...(page.token !== undefined && { NextToken: page.token }) };
  },
};

function* found(call: Call<CloudWatch>, input: DescribeAlarmHistoryCommandInput): Generator<HistoryItem> {
  const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, ScanBy } = input;
  const [at, order] = (afterToken(input.NextToken, invalidNextToken) ?? "").split(" ");
  if (at !== "" && order === undefined) throw invalidNextToken();
  const after = order === undefined ? undefined : ([Number(at), Number(order)] as const);
  const types = new Set<string>(AlarmTypes?.length ? AlarmTypes : ["MetricAlarm"]);
  for (const item of call.state.history(call, ScanBy !== "TimestampAscending", after)) {
    if (AlarmName !== undefined && item.alarm !== AlarmName) continue;
    if (!types.has(item.alarmType) || (HistoryItemType !== undefined && item.type !== HistoryItemType)) continue;
    if (StartDate && item.at < StartDate.getTime()) continue;
    if (EndDate && item.at > EndDate.getTime()) continue;
    yield item;
  }
}
