import { tryParseArn } from "../../../kernel/arns.ts";
import { notImplemented, validationError } from "../errors.ts";
import type { CompositeAlarmConfiguration, MetricAlarmConfiguration } from "./alarm.ts";

/** What alarms can do on AWS and not here, by the service in the action's ARN. */
const unsupported: Readonly<Record<string, string>> = {
  aiops: "the alarm action that starts an investigation",
  automate: "EC2 actions of alarms (arn:aws:automate)",
  autoscaling: "Auto Scaling actions of alarms (arn:aws:autoscaling)",
  ssm: "Systems Manager actions of alarms (arn:aws:ssm)",
  "ssm-incidents": "Incident Manager actions of alarms (arn:aws:ssm-incidents)",
  swf: "EC2 actions of alarms (arn:aws:swf)",
};

/** What an alarm may do: publish to a topic of SNS, or invoke a function. Refuses everything else by name. */
export function checkActions(configuration: MetricAlarmConfiguration | CompositeAlarmConfiguration): void {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = configuration;
  for (const action of [...OKActions, ...AlarmActions, ...InsufficientDataActions]) {
    const arn = tryParseArn(action);
    if (!arn) throw validationError(`Invalid arn syntax: ${action}`);
    const known = unsupported[arn.service];
    if (known !== undefined) throw notImplemented(known);
    const isFunction = arn.service === "lambda" && arn.resource.startsWith("function:");
    if (arn.service !== "sns" && !isFunction) throw validationError(`Unsupported action: ${action}`);
  }
}
