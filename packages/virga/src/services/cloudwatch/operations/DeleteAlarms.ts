import type { DeleteAlarmsCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { deleteAlarm } from "../alarms/alarms.ts";
import { alarmsOfRule } from "../alarms/rule.ts";
import { parseRule } from "../alarms/rule-reader.ts";
import { onAlarms } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { alarmsNotFound, validationError } from "../errors.ts";

/**
 * Deletes all or none: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
 * An alarm that a composite alarm's rule is about is deleted only with or after that one.
 */
export const DeleteAlarms: Operation<CloudWatch, DeleteAlarmsCommandInput, object> = {
  authorize: onAlarms("DeleteAlarms"),
  handle(call, { AlarmNames = [] }) {
    const { state } = call;
    const names = new Set(AlarmNames);
    const alarms = Array.from(names, (name) => [name, state.alarm(call, name)] as const);
    const missing = alarms.flatMap(([name, alarm]) => (alarm ? [] : [name]));
    if (missing.length > 0) throw alarmsNotFound(missing);
    if (alarms.length > 1 && alarms.filter(([, alarm]) => alarm!.kind === "composite").length > 1) {
      throw validationError("Only one composite alarm can be deleted at a time.");
    }
    for (const parent of state.alarms(call)) {
      if (parent.kind !== "composite" || names.has(parent.name)) continue;
      const child = alarmsOfRule(parseRule(parent.configuration.AlarmRule!)).find((name) => names.has(name));
      if (child !== undefined) {
        throw validationError(
          `Cannot delete alarm ${child} because it is referenced by composite alarm(s) ${parent.name}.`,
        );
      }
    }
    state.transact((transaction) => {
      for (const [, alarm] of alarms) deleteAlarm(state, transaction, alarm!, call.now);
    });
    return {};
  },
};
