import type { MetricUnit } from "../../kernel/metrics.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { TopicName } from "./model.ts";

type TopicMetric =
  | "NumberOfMessagesPublished"
  | "NumberOfNotificationsDelivered"
  | "NumberOfNotificationsFailed"
  | "NumberOfNotificationsFilteredOut"
  | "PublishSize";

/** Counts for CloudWatch: https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
export function countTopic(
  host: ServiceHost,
  topic: TopicName,
  metric: TopicMetric,
  value = 1,
  unit: MetricUnit = "Count",
): void {
  host.metrics.of(topic, "AWS/SNS", "TopicName", topic.name).add(metric, value, unit);
}
