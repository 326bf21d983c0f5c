import type { Tag } from "@aws-sdk/client-cloudwatch";
import type { Alarm } from "./alarms/alarm.ts";
import { invalidParameterValue, taggedNotFound } from "./errors.ts";
import { alarmOfArn, type Place } from "./model.ts";
import type { CloudWatchState } from "./state.ts";

/** How many tags a resource may have. */
const mostTags = 50;

/** Tags with more of them added. */
export function mergedTags(
  tags: Readonly<Record<string, string>>,
  added: readonly Tag[],
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = { ...tags };
  for (const { Key = "", Value = "" } of added) {
    if (Key.toLowerCase().startsWith("aws:")) {
      throw invalidParameterValue(`The tag key ${Key} must not start with the reserved prefix aws:.`);
    }
    merged[Key] = Value;
  }
  if (Object.keys(merged).length > mostTags) {
    throw invalidParameterValue(`A resource can have at most ${mostTags} tags.`);
  }
  return merged;
}

/** The alarm that an ARN names; other resources have no tags here. */
export function taggedAlarm(state: CloudWatchState, place: Place, arn: string): Alarm {
  const named = alarmOfArn(arn);
  const isHere = named?.account === place.account && named.region === place.region;
  const alarm = isHere ? state.alarm(place, named.name) : undefined;
  if (!alarm) throw taggedNotFound(arn);
  return alarm;
}
