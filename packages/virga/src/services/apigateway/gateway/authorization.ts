import { AwsError } from "../../../kernel/errors.ts";
import type { Eventual } from "../../../kernel/eventual.ts";
import { type Principal, principalName } from "../../../kernel/principal.ts";
import type { Span } from "../../../kernel/trace.ts";
import { invocationArn } from "../model.ts";
import type { AuthorizerRequest } from "./authorizer.ts";
import type { CompiledMethod } from "./compiled-api.ts";
import { type Exchange, mappingInput } from "./exchange.ts";
import { accessDenied, authorizerConfigurationError, type GatewayFailure, wrongSignature } from "./failure.ts";
import { missingAuthentication } from "./missing-authentication.ts";
import { requestEvent } from "./proxy-event.ts";
import { judge } from "./resource-policy.ts";

const anonymous: Principal = { kind: "anonymous" };

/**
 * Lets a request through that its method's authorization and the API's resource policy let through.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 *
 * @throws GatewayFailure
 */
export function authorize(exchange: Exchange, method: CompiledMethod, span: Span): Eventual<void> {
  switch (method.authorizationType) {
    case "AWS_IAM":
      return authorizeCaller(exchange);
    case "CUSTOM":
      refuseDenied(exchange);
      return askAuthorizer(exchange, method, span);
    case "COGNITO_USER_POOLS":
      return askAuthorizer(exchange, method, span).then(() => authorizeByPolicy(exchange, anonymous));
    default:
      return authorizeByPolicy(exchange, anonymous);
  }
}

async function askAuthorizer(exchange: Exchange, method: CompiledMethod, span: Span): Promise<void> {
  const { authorizerId = "" } = method;
  const authorizer = exchange.deployed.compiled.authorizers.get(authorizerId);
  if (authorizer === undefined) throw authorizerConfigurationError(`there is no authorizer ${authorizerId}`);
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
    resourcePolicy: deployed.compiled.resourcePolicy,
    userPoolKeys: call.state.userPoolKeys,
    log: exchange.log,
    event: () => requestEvent(exchange),
  };
}

function methodArn({ deployed, request, path }: Exchange): string {
  const { place, api, stage } = deployed;
  return invocationArn(place.region, place.account, api.id, `${stage.stageName}/${request.method}${path}`);
}

/** Whoever has signed the request needs an Allow, of a policy of their own or of the API's. */
function authorizeCaller(exchange: Exchange): void {
  const { principal, signatureError } = exchange.call;
  if (signatureError !== undefined) throw wrongSignature(signatureError);
  if (principal.kind === "anonymous") throw missingAuthentication(exchange.request);
  askIam(exchange, principal);
}

/** Without a signature the API's policy alone decides, if there is one: what it does not allow is denied. */
function authorizeByPolicy(exchange: Exchange, principal: Principal): void {
  if (exchange.deployed.api.policy) askIam(exchange, principal);
}

function askIam(exchange: Exchange, principal: Principal): void {
  const { call, deployed } = exchange;
  const { api, place } = deployed;
  const policy = api.policy ? { resourcePolicy: api.policy } : {};
  try {
    const wanted = { action: "execute-api:Invoke", resource: methodArn(exchange), ...policy };
    call.host.iam.authorize(principal, wanted, { ...call, ...place });
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw denied(exchange, principal, thrown.message.includes("with an explicit deny"), thrown.message);
  }
}

/** What the API's policy denies is denied before a function is asked. */
function refuseDenied(exchange: Exchange): void {
  const { call, deployed } = exchange;
  const { resourcePolicy } = deployed.compiled;
  if (resourcePolicy === undefined || call.host.iam.mode === "off") return;
  const outcome = judge({ resource: resourcePolicy }, methodArn(exchange), { ...call, ...deployed.place });
  if (outcome !== "denied") return;
  const refusal = denied(exchange, anonymous, true);
  if (call.host.iam.mode === "enforce") throw refusal;
  call.host.report({ level: "warning", source: "iam", message: refusal.message });
}

/** Callers are not told the account. */
function denied(exchange: Exchange, principal: Principal, isExplicit: boolean, reason?: string): GatewayFailure {
  const { region, account } = exchange.deployed.place;
  const resource = methodArn(exchange).replace(`:${region}:${account}:`, `:${region}:********${account.slice(-4)}:`);
  const message = `User: ${principalName(principal)} is not authorized to perform: execute-api:Invoke on resource: ${resource}`;
  return accessDenied(
    isExplicit ? `${message} with an explicit deny` : message,
    reason === undefined ? {} : { reason },
  );
}
