import type { EncryptionConfiguration, LoggingConfiguration, Tag, TracingConfiguration } from "@aws-sdk/client-sfn";
import { tryParseArn } from "../../kernel/arns.ts";
import type { Call } from "../../kernel/service.ts";
import type { StatesEngine } from "./engine/engine.ts";
import { invalidArn, invalidLogging, tooManyTags } from "./errors.ts";
import { mostTags } from "./model.ts";
import type { MachineType } from "./records.ts";

const noLogging: LoggingConfiguration = { level: "OFF", includeExecutionData: false };
export const noTracing: TracingConfiguration = { enabled: false };
export const awsOwnedKey: EncryptionConfiguration = { type: "AWS_OWNED_KEY" };

/** Checks where to log, and fills in what was left out. @throws AwsError InvalidLoggingConfiguration */
export function checkLogging(logging: LoggingConfiguration | undefined): LoggingConfiguration {
  if (logging === undefined) return noLogging;
  const level = logging.level ?? "OFF";
  const destinations = logging.destinations ?? [];
  if (destinations.length > 1 || (level !== "OFF" && destinations.length !== 1)) {
    throw invalidLogging("Must specify exactly one Log Destination.");
  }
  for (const { cloudWatchLogsLogGroup } of destinations) {
    const arn = tryParseArn(cloudWatchLogsLogGroup?.logGroupArn ?? "");
    if (arn?.service !== "logs" || !arn.resource.startsWith("log-group:")) {
      throw invalidLogging("Must specify exactly one Log Destination.");
    }
  }
  return {
    ...(logging.destinations === undefined ? {} : { destinations }),
    includeExecutionData: logging.includeExecutionData ?? false,
    level,
  };
}

/** Checks that the definition can be run and the role be taken on, as AWS does before it accepts them. */
export function checkRunnable(
  call: Call<StatesEngine>,
  machine: { readonly arn: string; readonly type: MachineType; readonly definition: string; readonly roleArn: string },
): void {
  const program = call.state.programs.compile(machine.definition, machine.type);
  const role = tryParseArn(machine.roleArn);
  if (role?.service !== "iam" || !role.resource.startsWith("role/"))
    throw invalidArn(`Invalid Role Arn: '${machine.roleArn}'`);
  call.state.sessions.assume(machine.roleArn, machine.arn, call, call.now);
  for (const block of program.blocks) {
    for (const state of block.states.values()) {
      if (state.type === "Task" && !call.state.runner.supports(state.resource)) {
        const message = `State '${state.name}' of ${machine.arn} will fail when it is reached: Virga does not support ${state.resource.arn} yet.`;
        call.host.report({ level: "warning", source: "states", message });
      }
    }
  }
}

/** Adds tags to others. @throws AwsError TooManyTags */
export function mergeTags(
  arn: string,
  present: Readonly<Record<string, string>>,
  added: readonly Tag[],
): Record<string, string> {
  const merged = { ...present };
  for (const { key, value } of added) if (key !== undefined) merged[key] = value ?? "";
  if (Object.keys(merged).length > mostTags) throw tooManyTags(arn);
  return merged;
}
