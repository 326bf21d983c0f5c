import { AwsError } from "../../../kernel/errors.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Call } from "../../../kernel/service.ts";
import type { Place } from "../records.ts";
import { configurationError } from "./failure.ts";

const servicePrincipal = "apigateway.amazonaws.com";
const sessionName = "BackplaneAssumeRoleSession";

/**
 * As whom API Gateway calls a service for a part of an API: as the role, or without one as itself.
 *
 * @throws GatewayFailure API_CONFIGURATION_ERROR for a role that it may not take on
 */
export function takeRole(call: Call, place: Place, role: string | undefined, sourceArn: string): Principal {
  const by: Principal = { kind: "service", service: servicePrincipal, sourceArn, sourceAccount: place.account };
  if (!role) return by;
  try {
    return call.host.iam.assumeRole({ roleArn: role, sessionName, by }, { ...call, ...place });
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw configurationError(`API Gateway does not have permission to assume the provided role ${role}`);
  }
}
