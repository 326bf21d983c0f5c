import { notImplemented, validationError } from "../errors.ts";
import { alarmOfArn, type Place } from "../model.ts";
import type { CloudWatchState } from "../state.ts";
import type { CompositeAlarmConfiguration } from "./alarm.ts";
import { checkActions } from "./check-actions.ts";
import { alarmsOfRule } from "./rule.ts";
import { parseRule } from "./rule-reader.ts";

/** Holds a composite alarm against its rules: all alarms it is about exist, and none of them is about itself. */
export function checkCompositeAlarm(
  state: CloudWatchState,
  place: Place,
  configuration: CompositeAlarmConfiguration,
): void {
  const { AlarmName: name = "", AlarmRule = "", ActionsSuppressor: suppressor } = configuration;
  const children = alarmsOfRule(parseRule(AlarmRule));
  const missing = children.filter((child) => !state.alarm(place, child));
  if (missing.length > 0) {
    throw validationError(
      `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist.`,
    );
  }
  refuseCycle(state, place, name, children);
  checkActions(configuration);
  if (suppressor === undefined) return;
  const { ActionsSuppressorWaitPeriod: wait, ActionsSuppressorExtensionPeriod: extension } = configuration;
  if (wait === undefined || extension === undefined) {
    throw validationError(
      "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be specified together with ActionsSuppressor.",
    );
  }
  if (!state.alarm(place, alarmOfArn(suppressor)?.name ?? suppressor)) {
    throw validationError(`ActionsSuppressor ${suppressor} does not exist.`);
  }
  throw notImplemented("the suppression of composite alarms' actions (ActionsSuppressor)");
}

function refuseCycle(state: CloudWatchState, place: Place, name: string, children: readonly string[]): void {
  const seen = new Set<string>();
  const waiting = Array.from(children);
  for (let child = waiting.pop(); child !== undefined; child = waiting.pop()) {
    if (child === name) throw validationError(`Could not save the composite alarm as its rule refers to itself.`);
    if (seen.has(child)) continue;
    seen.add(child);
    const alarm = state.alarm(place, child);
    if (alarm?.kind === "composite") waiting.push(...alarmsOfRule(parseRule(alarm.configuration.AlarmRule!)));
  }
}
