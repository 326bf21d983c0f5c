import type { AwsError } from "../../kernel/errors.ts";
import { invalidValue } from "./errors.ts";
import { parseQueueArn, type Queue, queueArn, type RedriveAllowPolicy, type RedrivePolicy } from "./model.ts";

const mostReceives = 1000;
const mostSources = 10;

function readMap(text: string, parameter: string, what: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: told below.
  }
  throw invalidValue(text, parameter, `${what} policy is not a valid JSON map.`);
}

/** Reads a redrive policy; an empty text takes it away. @throws AwsError InvalidParameterValue */
export function readRedrivePolicy(text: string): RedrivePolicy | undefined {
  if (text === "") return undefined;
  const map = readMap(text, "RedrivePolicy", "Redrive");
  const refuse = (reason: string): AwsError => invalidValue(text, "RedrivePolicy", reason);
  for (const name of ["deadLetterTargetArn", "maxReceiveCount"]) {
    if (map[name] === undefined) throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  }
  const unknown = Object.keys(map).find((name) => name !== "deadLetterTargetArn" && name !== "maxReceiveCount");
  if (unknown !== undefined)
    throw refuse("Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].");
  const arn = String(map.deadLetterTargetArn);
  if (!parseQueueArn(arn)) throw refuse("Invalid value for deadLetterTargetArn.");
  const count = Number(map.maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > mostReceives) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${String(map.maxReceiveCount)}, valid values are from 1 to ${String(mostReceives)} both inclusive.`,
    );
  }
  return { deadLetterTargetArn: arn, maxReceiveCount: count };
}

/** Reads a redrive allow policy; an empty text takes it away. @throws AwsError InvalidParameterValue */
export function readRedriveAllowPolicy(text: string): RedriveAllowPolicy | undefined {
  if (text === "") return undefined;
  const map = readMap(text, "RedriveAllowPolicy", "Redrive allow");
  const refuse = (reason: string): AwsError => invalidValue(text, "RedriveAllowPolicy", reason);
  const { redrivePermission, sourceQueueArns } = map;
  if (redrivePermission !== "allowAll" && redrivePermission !== "denyAll" && redrivePermission !== "byQueue") {
    throw refuse("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.");
  }
  if (redrivePermission !== "byQueue") {
    if (sourceQueueArns !== undefined) {
      throw refuse("Amazon SQS can't create the redrive allow policy. Source queue ARNs can be set for byQueue only.");
    }
    return { redrivePermission };
  }
  const isList = Array.isArray(sourceQueueArns) && sourceQueueArns.length > 0 && sourceQueueArns.length <= mostSources;
  if (!isList || !sourceQueueArns.every((arn) => typeof arn === "string" && parseQueueArn(arn))) {
    throw refuse(
      `Amazon SQS can't create the redrive allow policy. When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values, ${String(mostSources)} at most.`,
    );
  }
  return { redrivePermission, sourceQueueArns: sourceQueueArns as string[] };
}

/** Checks that a queue may use another one for its dead letters. @throws AwsError InvalidParameterValue */
export function checkDeadLetterQueue(source: Queue, target: Queue | undefined): void {
  const refuse = (reason: string): AwsError =>
    invalidValue(JSON.stringify(source.redrivePolicy), "RedrivePolicy", reason);
  if (!target) throw refuse("Dead letter target does not exist.");
  if (target.fifo !== source.fifo) throw refuse("Dead-letter queue must be same type of queue as the source.");
  const { redrivePermission = "allowAll", sourceQueueArns = [] } = target.redriveAllowPolicy ?? {};
  const isAllowed =
    redrivePermission === "allowAll" || (redrivePermission === "byQueue" && sourceQueueArns.includes(queueArn(source)));
  if (!isAllowed)
    throw refuse("Dead letter target owner should have RedriveAllowPolicy configured to allow source queue.");
}
