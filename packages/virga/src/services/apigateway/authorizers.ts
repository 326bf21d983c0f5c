import type { CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import { defined } from "./model.ts";
import type { AuthorizerRecord } from "./records.ts";

/** Seconds that a result is kept unless told, and at most. */
const defaultTtl = 300;
const longestTtl = 3_600;

const defaultSource = "method.request.header.Authorization";
const identitySource =
  /^(?:method\.request\.(?:header|querystring)\.[\w.:!#$%&'*+^`|~-]+|stageVariables\.\w+|context\.[\w.]+)$/;
const singleHeader = /^method\.request\.header\.[\w-]+$/;

/** The record of a new authorizer, with AWS's defaults. */
export function newAuthorizer(id: string, input: CreateAuthorizerRequest): AuthorizerRecord {
  const type = input.type as AuthorizerRecord["type"];
  const authorizer = defined({
    id,
    name: input.name ?? "",
    type,
    authType: input.authType ?? (type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom"),
    providerARNs: input.providerARNs,
    authorizerUri: input.authorizerUri,
    authorizerCredentials: input.authorizerCredentials,
    identitySource: input.identitySource ?? (type === "REQUEST" ? undefined : defaultSource),
    identityValidationExpression: input.identityValidationExpression,
    authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds ?? defaultTtl,
  }) as AuthorizerRecord;
  checkAuthorizer(authorizer);
  return authorizer;
}

/**
 * Refuses an authorizer that AWS refuses.
 *
 * @throws AwsError BadRequestException
 */
export function checkAuthorizer(authorizer: AuthorizerRecord): void {
  if (authorizer.name === "") throw badRequest("Authorizer name cannot be empty");
  const ttl = authorizer.authorizerResultTtlInSeconds ?? defaultTtl;
  if (ttl < 0 || ttl > longestTtl) {
    throw badRequest(`Invalid value for authorizer result TTL: ${ttl}. TTL should be between 0 and ${longestTtl}`);
  }
  if (authorizer.type === "COGNITO_USER_POOLS") checkCognitoAuthorizer(authorizer);
  else checkLambdaAuthorizer(authorizer, ttl);
}

function checkCognitoAuthorizer({ providerARNs = [], identitySource: source = "" }: AuthorizerRecord): void {
  if (providerARNs.length === 0 || !providerARNs.every((arn) => userPoolArn.test(arn))) {
    throw badRequest("Invalid Authorizer provider ARN");
  }
  if (!singleHeader.test(source)) throw badRequest(invalidSource(source));
}

function checkLambdaAuthorizer(
  { type, authorizerUri = "", identitySource: source }: AuthorizerRecord,
  ttl: number,
): void {
  if (!functionInvocation.test(authorizerUri)) {
    throw badRequest(
      `Invalid Authorizer URI: ${authorizerUri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
  const sources = identitySources(source);
  if (type === "REQUEST" && sources.length === 0 && ttl > 0) {
    throw badRequest("Identity source required when caching is enabled for a REQUEST authorizer");
  }
  const allowed = type === "TOKEN" ? singleHeader : identitySource;
  if (type === "TOKEN" && sources.length !== 1) throw badRequest(invalidSource(source ?? ""));
  for (const each of sources) if (!allowed.test(each)) throw badRequest(invalidSource(each));
}

function invalidSource(source: string): string {
  return `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${source}]`;
}

/** The expressions of an identity source. */
export function identitySources(source: string | undefined): readonly string[] {
  return (source ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** `arn:aws:cognito-idp:<region>:<account>:userpool/<id>` */
export const userPoolArn = /^arn:aws[\w-]*:cognito-idp:([\w-]+):\d{12}:userpool\/([\w-]+)$/;

/** A function's invocation as API Gateway names it; its group is the function's ARN. */
export const functionInvocation =
  /^arn:aws[\w-]*:apigateway:[\w-]+:lambda:path\/(?:2015-03-31)?\/?functions\/(.+)\/invocations$/;
