import { delimiter, join } from "node:path";
import type { FunctionVersion } from "../model.ts";
import type { RoleSession } from "./role-sessions.ts";

/** All that the variables of an environment are made of. */
export interface VariablesSource {
  readonly version: FunctionVersion;
  readonly session: RoleSession;
  readonly logStream: string;
  readonly taskRoot: string;
  /** Where the layers lie, if there are some: `/opt` on AWS. */
  readonly layerRoot: string | undefined;
  readonly runtimeFolder: string;
  /** Where SDK clients reach Virga. */
  readonly endpoint: string;
  readonly initializationType: "on-demand" | "provisioned-concurrency";
  readonly runtimeVariables: Readonly<Record<string, string>>;
}

/**
 * What a function finds in its environment: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * Of the engine's own variables only `PATH` is passed on, since the runtimes are the machine's.
 */
export function environmentVariables(source: VariablesSource): Record<string, string> {
  const { version, session, taskRoot, layerRoot } = source;
  const isCustom = version.runtime.startsWith("provided");
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: joined([layerRoot && join(layerRoot, "bin"), process.env.PATH]),
    LD_LIBRARY_PATH: joined([taskRoot, join(taskRoot, "lib"), layerRoot && join(layerRoot, "lib")]),
    ...(process.platform === "win32" && process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
    ...source.runtimeVariables,
    ...version.environment,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: source.runtimeFolder,
    _HANDLER: version.handler,
    ...(isCustom ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}` }),
    AWS_REGION: version.region,
    AWS_DEFAULT_REGION: version.region,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: source.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: version.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: source.logStream,
    AWS_LAMBDA_LOG_FORMAT: version.logging.format,
    ...(version.logging.format === "JSON" ? { AWS_LAMBDA_LOG_LEVEL: version.logging.applicationLevel ?? "INFO" } : {}),
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_ENDPOINT_URL: version.environment.AWS_ENDPOINT_URL ?? source.endpoint,
  };
}

function joined(paths: readonly (string | undefined)[]): string {
  return paths.filter((path) => path !== undefined && path !== "").join(delimiter);
}
