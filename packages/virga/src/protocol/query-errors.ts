import type { AwsError } from "../kernel/errors.ts";
import type { ServiceModel } from "./model.ts";

/**
 * The header that tells clients of a service that once spoke the Query protocol the code its error had there:
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
export function queryErrorHeader(
  model: ServiceModel,
  error: AwsError,
  codes: Readonly<Record<string, string>> = {},
): Record<string, string> {
  if (!model.metadata.awsQueryCompatible) return {};
  const code = model.errorShape(error.code)?.shape.error?.code ?? codes[error.code] ?? error.code;
  return { "x-amzn-query-error": `${code};${error.fault === "server" ? "Receiver" : "Sender"}` };
}
