import type { OperationDescription } from "../../../kernel/bus.ts";
import type { AwsError } from "../../../kernel/errors.ts";
import { javaClientName, type LegacyClient } from "./service-names.ts";
import type { TaskOutcome } from "./task-outcome.ts";

/**
 * A service's error as an SDK integration shows it: named by the Java SDK 2.x's exception, and by the client's base
 * exception where the model does not list it.
 */
export function sdkFailure(error: AwsError, description: OperationDescription, requestId: string): TaskOutcome {
  const client = javaClientName(description);
  const name = description.errors.includes(error.code) ? exceptionName(error.code) : `${client}Exception`;
  const details = `Service: ${client}, Status Code: ${error.status}, Request ID: ${requestId}`;
  return {
    type: "failed",
    error: `${client}.${name}`,
    cause: `${error.message} (${details}) (SDK Attempt Count: 1)`,
  };
}

/** A service's error as an optimized integration shows it: named by the Java SDK 1.x. */
export function legacyFailure(
  error: AwsError,
  description: OperationDescription,
  client: LegacyClient,
  requestId: string,
): TaskOutcome {
  const unreachable = client.callsQueueUrls ? unreachableHost(error) : undefined;
  if (unreachable !== undefined) {
    const cause = `Unable to execute HTTP request: ${unreachable}: Name or service not known`;
    return { type: "failed", error: `${client.prefix}.SdkClientException`, cause };
  }
  const name = description.errors.includes(error.code) ? exceptionName(error.code) : client.baseError;
  const code = description.errorCode(error.code);
  const details = `Status Code: ${error.status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`;
  return {
    type: "failed",
    error: `${client.prefix}.${name}`,
    cause: `${error.message} (Service: ${client.service}; ${details})`,
  };
}

function exceptionName(code: string): string {
  return code.endsWith("Exception") ? code : `${code}Exception`;
}

/** The host of an address that is no queue's: the SDK would have looked there. */
function unreachableHost(error: AwsError): string | undefined {
  if (error.code !== "InvalidAddress") return undefined;
  return /^The address (?:https?:\/\/)?([^/:\s]+)/.exec(error.message)?.[1];
}
