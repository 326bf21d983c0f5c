import type { Principal } from "../../../kernel/principal.ts";
import { invocationArn } from "../model.ts";
import type { Exchange } from "./exchange.ts";
import { configurationError } from "./failure.ts";
import { takeRole } from "./service-role.ts";

const callerCredentials = /^arn:aws[\w-]*:iam::\*:user\/\*$/;

/** Who calls the service: the integration's role, the caller itself, or API Gateway under its own name. */
export function integrationPrincipal(exchange: Exchange, credentials: string | undefined): Principal {
  const { call, deployed, request, path } = exchange;
  const { api, stage, place } = deployed;
  if (credentials !== undefined && callerCredentials.test(credentials)) {
    if (call.principal.kind !== "anonymous") return call.principal;
    throw configurationError("The integration takes the caller's credentials, and the caller has none");
  }
  const rest = `${stage.stageName}/${request.method}${path}`;
  return takeRole(call, place, credentials, invocationArn(place.region, place.account, api.id, rest));
}
