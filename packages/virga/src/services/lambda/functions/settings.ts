import type { LoggingConfig, SnapStartApplyOn, UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import { tryParseArn } from "../../../kernel/arns.ts";
import type { Call } from "../../../kernel/service.ts";
import { constraintViolation, invalidParameter } from "../errors.ts";
import type { FunctionCode, FunctionLogging, FunctionPlace, FunctionVersion, LayerReference } from "../model.ts";
import type { LambdaState } from "../state.ts";
import { largestUnzipped } from "./code-package.ts";
import { checkEnvironment } from "./environment.ts";
import { checkRole, checkRolePermission } from "./execution-role.ts";
import { resolveLayers } from "./layer-references.ts";
import { checkRuntime, hasSnapStart } from "./runtimes.ts";

/** The settings of a function that UpdateFunctionConfiguration can change. */
export type Settings = Pick<
  FunctionVersion,
  | "deadLetterTarget"
  | "description"
  | "environment"
  | "showsEnvironment"
  | "ephemeralStorage"
  | "handler"
  | "kmsKeyArn"
  | "layers"
  | "logging"
  | "memorySize"
  | "role"
  | "runtime"
  | "snapStart"
  | "timeout"
  | "tracingMode"
  | "vpc"
>;

type SettingsInput = Pick<
  UpdateFunctionConfigurationRequest,
  | "DeadLetterConfig"
  | "Description"
  | "Environment"
  | "EphemeralStorage"
  | "Handler"
  | "KMSKeyArn"
  | "Layers"
  | "LoggingConfig"
  | "MemorySize"
  | "Role"
  | "Runtime"
  | "SnapStart"
  | "Timeout"
  | "TracingConfig"
  | "VpcConfig"
>;

const longestTimeout = 900;
const largestMemory = 10_240;

/**
 * The settings that an input leads to, from the ones before it or AWS's defaults.
 * @throws AwsError InvalidParameterValueException, ValidationException, AccessDeniedException, NotImplemented
 */
export function changeSettings(
  call: Call<LambdaState>,
  place: FunctionPlace,
  input: SettingsInput,
  previous?: Settings,
): Settings {
  const runtime = input.Runtime === undefined ? previous?.runtime : checkRuntime(input.Runtime);
  const handler = input.Handler ?? previous?.handler;
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  const role = input.Role ?? previous?.role ?? "";
  if (role !== previous?.role) checkRole(call, place, role);
  // Only an empty ARN takes the target away.
  const deadLetterTarget = (input.DeadLetterConfig?.TargetArn ?? previous?.deadLetterTarget) || undefined;
  const kmsKeyArn = input.KMSKeyArn === undefined ? previous?.kmsKeyArn : input.KMSKeyArn || undefined;
  const vpc = vpcOf(input.VpcConfig) ?? (input.VpcConfig ? undefined : previous?.vpc);
  const snapStart = input.SnapStart?.ApplyOn ?? previous?.snapStart;
  const settings: Settings = {
    runtime,
    handler,
    role,
    description: input.Description ?? previous?.description ?? "",
    timeout: checkTimeout(input.Timeout ?? previous?.timeout ?? 3),
    memorySize: checkMemory(input.MemorySize ?? previous?.memorySize ?? 128),
    ephemeralStorage: input.EphemeralStorage?.Size ?? previous?.ephemeralStorage ?? 512,
    environment: input.Environment ? checkEnvironment(input.Environment) : (previous?.environment ?? {}),
    showsEnvironment: input.Environment
      ? input.Environment.Variables !== undefined
      : previous?.showsEnvironment === true,
    layers: input.Layers ? resolveLayers(call, place, input.Layers) : (previous?.layers ?? []),
    tracingMode: input.TracingConfig?.Mode ?? previous?.tracingMode ?? "PassThrough",
    logging: changeLogging(place, input.LoggingConfig, previous?.logging),
    ...(deadLetterTarget === undefined ? {} : { deadLetterTarget }),
    ...(vpc === undefined ? {} : { vpc }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(snapStart === undefined ? {} : { snapStart }),
  };
  checkSnapStart(settings);
  checkRoleUses(call, place, settings, previous);
  return settings;
}

function checkTimeout(timeout: number): number {
  if (timeout <= longestTimeout) return timeout;
  throw constraintViolation(timeout, "timeout", `Member must have value less than or equal to ${longestTimeout}`);
}

function checkMemory(memory: number): number {
  if (memory <= largestMemory) return memory;
  throw invalidParameter(
    `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to ${largestMemory}`,
  );
}

function vpcOf(vpc: SettingsInput["VpcConfig"]): Settings["vpc"] {
  return vpc?.SubnetIds?.length || vpc?.SecurityGroupIds?.length ? vpc : undefined;
}

function checkSnapStart({ snapStart, runtime }: { snapStart?: SnapStartApplyOn; runtime: Settings["runtime"] }): void {
  if (snapStart !== "PublishedVersions" || hasSnapStart(runtime)) return;
  throw invalidParameter(`${runtime} is not supported for SnapStart enabled functions.`);
}

function changeLogging(
  place: FunctionPlace,
  input: LoggingConfig | undefined,
  previous: FunctionLogging | undefined,
): FunctionLogging {
  const format = input?.LogFormat ?? previous?.format ?? "Text";
  const group = input?.LogGroup ?? previous?.group ?? `/aws/lambda/${place.functionName}`;
  if (format === "Text") {
    if (input?.ApplicationLogLevel !== undefined || input?.SystemLogLevel !== undefined) {
      throw invalidParameter("To set ApplicationLogLevel or SystemLogLevel, you must set your log format to JSON.");
    }
    return { format, group };
  }
  const applicationLevel = input?.ApplicationLogLevel ?? previous?.applicationLevel ?? "INFO";
  const systemLevel = input?.SystemLogLevel ?? previous?.systemLevel ?? "INFO";
  return { format, group, applicationLevel, systemLevel };
}

/** What the role must be allowed for a dead-letter target and for tracing, as AWS checks it beforehand. */
function checkRoleUses(call: Call, place: FunctionPlace, settings: Settings, previous: Settings | undefined): void {
  const { role, deadLetterTarget, tracingMode } = settings;
  const newRole = role !== previous?.role;
  if (deadLetterTarget !== undefined && (newRole || deadLetterTarget !== previous?.deadLetterTarget)) {
    const service = tryParseArn(deadLetterTarget)?.service;
    if (service === "sqs") {
      const request = { action: "sqs:SendMessage", resource: deadLetterTarget };
      checkRolePermission(call, place, role, request, "SendMessage on SQS");
    } else if (service === "sns") {
      checkRolePermission(call, place, role, { action: "sns:Publish", resource: deadLetterTarget }, "Publish on SNS");
    } else
      throw invalidParameter(`The provided dead-letter target ${deadLetterTarget} is neither a queue nor a topic.`);
  }
  if (tracingMode === "Active" && (newRole || previous?.tracingMode !== "Active")) {
    const request = { action: "xray:PutTraceSegments", resource: "*" };
    checkRolePermission(call, place, role, request, "PutTraceSegments on XRAY");
  }
}

/** Checks the size of a function's code with its layers. @throws AwsError InvalidParameterValueException */
export function checkTotalSize(code: Pick<FunctionCode, "unzippedSize">, layers: readonly LayerReference[]): void {
  const size = layers.reduce((sum, layer) => sum + layer.code.unzippedSize, code.unzippedSize);
  if (size <= largestUnzipped) return;
  throw invalidParameter(
    `Function code combined with layers exceeds the maximum allowed size of ${largestUnzipped} bytes. The actual size is ${size} bytes.`,
  );
}
