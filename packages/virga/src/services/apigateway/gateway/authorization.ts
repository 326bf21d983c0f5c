import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { invocationArn } from "../model.ts";
import type { AuthorizerRequest } from "./authorizer.ts";
import type { CompiledMethod } from "./compiled-api.ts";
import { type Exchange, mappingInput } from "./exchange.ts";
import { accessDenied, authorizerConfigurationError, missingAuthenticationToken } from "./failure.ts";
import { requestEvent } from "./proxy-event.ts";

/**
 * Lets a request through that its method's authorization and the API's resource policy let through.
 *
 * @throws GatewayFailure
 */
export async function authorize(exchange: Exchange, method: CompiledMethod, span: Span): Promise<void> {
  authorizeByPolicy(exchange, method);
  if (method.authorizerId === undefined) return;
  const authorizer = exchange.deployed.compiled.authorizers.get(method.authorizerId);
  if (authorizer === undefined) throw authorizerConfigurationError(`there is no authorizer ${method.authorizerId}`);
  const found = await authorizer.authorize(authorizerRequest(exchange, method, span));
  exchange.context.set("authorizer", new Map(found));
}

function authorizerRequest(exchange: Exchange, method: CompiledMethod, span: Span): AuthorizerRequest {
  const { call, deployed } = exchange;
  return {
    call,
    span,
    place: deployed.place,
    restApiId: deployed.api.id,
    stageVariables: deployed.stage.variables ?? {},
    sources: { input: mappingInput(exchange, exchange.body), queryValues: exchange.queryValues },
    methodArn: methodArn(exchange),
    scopes: method.authorizationScopes,
    userPoolKeys: call.state.userPoolKeys,
    event: () => requestEvent(exchange),
  };
}

function methodArn({ deployed, request, path }: Exchange): string {
  const { place, api, stage } = deployed;
  return invocationArn(place.region, place.account, api.id, `${stage.stageName}/${request.method}${path}`);
}

function authorizeByPolicy(exchange: Exchange, method: CompiledMethod): void {
  const { call, deployed } = exchange;
  const { api, place } = deployed;
  const needsIam = method.authorizationType === "AWS_IAM";
  if (!needsIam && !api.policy) return;
  if (needsIam && call.principal.kind === "anonymous") throw missingAuthenticationToken();
  const policy = api.policy ? { resourcePolicy: api.policy } : {};
  try {
    const wanted = { action: "execute-api:Invoke", resource: methodArn(exchange), ...policy };
    call.host.iam.authorize(call.principal, wanted, { ...call, ...place });
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw accessDenied(thrown.message);
  }
}
