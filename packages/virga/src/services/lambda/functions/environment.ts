import type { Environment } from "@aws-sdk/client-lambda";
import { invalidParameter } from "../errors.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */

/** Bytes of all variables as JSON. */
const largestEnvironment = 4_096;

/** What Lambda itself sets. */
const reservedKeys: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

const problem =
  "Lambda was unable to configure your environment variables because the environment variables you have provided";

/** The variables of an input. @throws AwsError InvalidParameterValueException for reserved names and more than 4 KB */
export function checkEnvironment({ Variables = {} }: Environment): Readonly<Record<string, string>> {
  const reserved = Object.keys(Variables).filter((name) => reservedKeys.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `${problem} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const measured = JSON.stringify(Variables);
  if (Buffer.byteLength(measured) > largestEnvironment) {
    throw invalidParameter(`${problem} exceeded the 4KB limit. String measured: ${measured}`);
  }
  return Variables;
}
