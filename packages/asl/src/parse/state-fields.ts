/** The states' types in the order in which the service lists them. */
export const STATE_TYPES = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"] as const;

export type StateType = (typeof STATE_TYPES)[number];

/** Fields that only the JSONata query language has; they are refused with a message of their own. */
export const JSONATA_FIELDS: readonly string[] = ["Arguments", "Output", "Items"];

const NAMED = ["Type", "Comment", "QueryLanguage"];
const PATHS = ["InputPath", "OutputPath"];
const TRANSITION = ["Next", "End"];
const RESULT = ["Parameters", "ResultSelector", "ResultPath"];
const RECOVERY = ["Retry", "Catch"];

/** The fields of each type of state. */
export const STATE_FIELDS: Readonly<Record<StateType, ReadonlySet<string>>> = {
  Pass: fields(PATHS, TRANSITION, ["Assign", "Result", "ResultPath", "Parameters"]),
  Task: fields(PATHS, TRANSITION, RESULT, RECOVERY, [
    "Assign",
    "Resource",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Credentials",
  ]),
  Wait: fields(PATHS, TRANSITION, ["Assign", "Seconds", "SecondsPath", "Timestamp", "TimestampPath"]),
  Choice: fields(PATHS, ["Assign", "Choices", "Default"]),
  Succeed: fields(PATHS),
  Fail: fields(["Error", "ErrorPath", "Cause", "CausePath"]),
  Parallel: fields(PATHS, TRANSITION, RESULT, RECOVERY, ["Assign", "Branches"]),
  Map: fields(PATHS, TRANSITION, RESULT, RECOVERY, [
    "Assign",
    "ItemProcessor",
    "Iterator",
    "ItemsPath",
    "ItemSelector",
    "MaxConcurrency",
    "MaxConcurrencyPath",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
    "Label",
  ]),
};

/** Map fields that only distributed maps have. */
export const DISTRIBUTED_FIELDS: readonly string[] = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "ToleratedFailureCount",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentage",
  "ToleratedFailurePercentagePath",
  "Label",
];

function fields(...groups: string[][]): ReadonlySet<string> {
  return new Set([...NAMED, ...JSONATA_FIELDS, ...groups.flat()]);
}
