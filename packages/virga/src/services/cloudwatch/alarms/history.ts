import type { AlarmState } from "../model.ts";
import type { Alarm } from "./alarm.ts";

/** Characters; longer data is cut by leaving the state's reason data out. */
const longestData = 4095;

/** The type of an alarm as AWS names it. */
export function typeOf({ kind }: Alarm): "MetricAlarm" | "CompositeAlarm" {
  return kind === "metric" ? "MetricAlarm" : "CompositeAlarm";
}

/** The data of a history item about an alarm's configuration. */
export function configurationData(type: "Create" | "Update" | "Delete", alarm: Alarm, before?: Alarm): string {
  const subject = { Create: "createdAlarm", Update: "updatedAlarm", Delete: "deletedAlarm" }[type];
  const data = {
    version: "1.0",
    type,
    [subject]: described(alarm),
    ...(before && { previousAlarm: described(before) }),
  };
  const text = JSON.stringify(data);
  return text.length <= longestData ? text : JSON.stringify({ version: "1.0", type, alarmName: alarm.name });
}

function described({ configuration }: Alarm): object {
  const entries = Object.entries(configuration).map(([name, value]) => [uncapitalized(name), value]);
  return Object.fromEntries(entries);
}

function uncapitalized(name: string): string {
  return name.startsWith("OK") ? `ok${name.slice(2)}` : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** The data of a history item about a change of state. */
export function stateChangeData(before: AlarmState, after: AlarmState): string {
  const full = JSON.stringify({ version: "1.0", oldState: stateData(before, true), newState: stateData(after, true) });
  if (full.length <= longestData) return full;
  return JSON.stringify({ version: "1.0", oldState: stateData(before, false), newState: stateData(after, false) });
}

function stateData({ value, reason, reasonData }: AlarmState, complete: boolean): object {
  const data = complete && reasonData !== undefined ? { stateReasonData: parsed(reasonData) } : {};
  return { stateValue: value, stateReason: reason, ...data };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
