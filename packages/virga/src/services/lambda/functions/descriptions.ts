import { createHash } from "node:crypto";
import type { FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import type { ServiceHost } from "../../../kernel/service.ts";
import { codePath } from "../code-endpoint.ts";
import { type FunctionCode, type FunctionLogging, type FunctionVersion, functionArn, latest } from "../model.ts";

/** `2026-01-01T00:00:00.000+0000` */
export function lambdaDate(instant: number): string {
  return new Date(instant).toISOString().replace("Z", "+0000");
}

/** Where a client gets code. */
export function codeLocation(host: ServiceHost, code: FunctionCode): string {
  return `${host.settings.endpoint()}${codePath(code.blob)}`;
}

/** A version as AWS describes it; `qualifier` is what its ARN ends with, if anything. */
export function describeVersion(version: FunctionVersion, qualifier?: string): FunctionConfiguration {
  return {
    ...describeSettings(version),
    FunctionName: version.functionName,
    FunctionArn: functionArn(version, qualifier),
    CodeSize: version.code.size,
    CodeSha256: version.code.sha256,
    LastModified: lambdaDate(version.lastModified),
    Version: version.version,
    RevisionId: version.revisionId,
    PackageType: "Zip",
    State: "Active",
    ...(version.version === latest && { LastUpdateStatus: "Successful" as const }),
  };
}

function describeSettings(version: FunctionVersion): FunctionConfiguration {
  const { environment, layers, vpc, deadLetterTarget, kmsKeyArn } = version;
  return {
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memorySize,
    EphemeralStorage: { Size: version.ephemeralStorage },
    Architectures: [version.architecture],
    TracingConfig: { Mode: version.tracingMode },
    SnapStart: { ApplyOn: version.snapStart ?? "None", OptimizationStatus: "Off" },
    LoggingConfig: describeLogging(version.logging),
    ...((version.showsEnvironment || Object.keys(environment).length > 0) && {
      Environment: { Variables: environment },
    }),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(version) },
    ...(layers.length > 0 && { Layers: layers.map(({ arn, code }) => ({ Arn: arn, CodeSize: code.size })) }),
    ...(vpc && { VpcConfig: { SubnetIds: [], SecurityGroupIds: [], ...vpc, VpcId: "" } }),
    ...(deadLetterTarget !== undefined && { DeadLetterConfig: { TargetArn: deadLetterTarget } }),
    ...(kmsKeyArn !== undefined && { KMSKeyArn: kmsKeyArn }),
  };
}

/** Runtimes run on the machine's own programs: there is one version of each, which its name alone makes. */
function runtimeVersionArn({ region, runtime }: FunctionVersion): string {
  return `arn:aws:lambda:${region}::runtime:${createHash("sha256").update(runtime).digest("hex")}`;
}

function describeLogging({ format, group, applicationLevel, systemLevel }: FunctionLogging): LoggingConfig {
  return {
    LogFormat: format,
    LogGroup: group,
    ...(applicationLevel !== undefined && { ApplicationLogLevel: applicationLevel as never }),
    ...(systemLevel !== undefined && { SystemLogLevel: systemLevel as never }),
  };
}

/** A version that was made this moment, as the call that makes it describes it. */
export function describeNewVersion(version: FunctionVersion, qualifier?: string): FunctionConfiguration {
  const { LastUpdateStatus: _, ...described } = describeVersion(version, qualifier);
  return {
    ...described,
    State: "Pending",
    StateReason: "The function is being created.",
    StateReasonCode: "Creating",
  };
}

/** A version whose code or settings were changed this moment, as the call that changes it describes it. */
export function describeUpdate(version: FunctionVersion): FunctionConfiguration {
  return {
    ...describeVersion(version),
    LastUpdateStatus: "InProgress",
    LastUpdateStatusReason: "The function is being created.",
    // AWS says so, though its model has no such code.
    LastUpdateStatusReasonCode: "Creating" as never,
  };
}

/** The same as listings have it: without what changes by itself. */
export function describeListed(version: FunctionVersion, qualifier?: string): FunctionConfiguration {
  const { State: _, LastUpdateStatus: __, ...described } = describeVersion(version, qualifier);
  return described;
}
