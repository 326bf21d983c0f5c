import type * as lambda from "aws-lambda";
import { arn, commonLogTime, type SampleEvent, type SampleScope, sampleIds } from "./scope.ts";

const userAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const sourceIp = "127.0.0.1";
const newUser = JSON.stringify({
  firstName: "Ada",
  lastName: "Lovelace",
  emailAddress: "ada@example.com",
  phoneNumber: "+15555550100",
});

function restHost({ restApiId, region }: SampleScope): string {
  return `${restApiId}.execute-api.${region}.amazonaws.com`;
}

function restHeaders(scope: SampleScope): Record<string, string> {
  return {
    accept: "application/json",
    Host: restHost(scope),
    "User-Agent": userAgent,
    "X-Amzn-Trace-Id": sampleIds.trace,
    "X-Forwarded-For": sourceIp,
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
  };
}

const inLists = (values: Readonly<Record<string, string>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

const identity: lambda.APIGatewayEventIdentity = {
  cognitoIdentityPoolId: null,
  accountId: null,
  cognitoIdentityId: null,
  caller: null,
  sourceIp,
  principalOrgId: null,
  accessKey: null,
  apiKey: null,
  apiKeyId: null,
  cognitoAuthenticationType: null,
  cognitoAuthenticationProvider: null,
  userArn: null,
  userAgent,
  user: null,
  clientCert: null,
};

function restContext<Authorizer>(scope: SampleScope, httpMethod: string, resourcePath: string, authorizer: Authorizer) {
  return {
    resourceId: "2gxmpl",
    resourcePath,
    httpMethod,
    extendedRequestId: "JJbxmplHYosFVYQ=",
    requestTime: commonLogTime(scope.now),
    path: `/prod${resourcePath}`,
    accountId: scope.account,
    protocol: "HTTP/1.1",
    stage: "prod",
    domainPrefix: scope.restApiId,
    requestTimeEpoch: scope.now,
    requestId: sampleIds.request,
    identity,
    domainName: restHost(scope),
    apiId: scope.restApiId,
    ...(authorizer === undefined ? {} : { authorizer }),
  } as lambda.APIGatewayEventRequestContextWithAuthorizer<Authorizer>;
}

function restEvent<Authorizer>(scope: SampleScope, authorizer: Authorizer) {
  const headers = { ...restHeaders(scope), "content-type": "application/json" };
  return {
    resource: "/users",
    path: "/users",
    httpMethod: "POST",
    headers,
    multiValueHeaders: inLists(headers),
    queryStringParameters: { notify: "true" },
    multiValueQueryStringParameters: { notify: ["true"] },
    pathParameters: null,
    stageVariables: null,
    requestContext: restContext(scope, "POST", "/users", authorizer),
    body: newUser,
    isBase64Encoded: false,
  } satisfies lambda.APIGatewayProxyEventBase<Authorizer>;
}

function claims({ region, userPoolId, userPoolClientId, now }: SampleScope): Record<string, string> {
  const issuedAt = Math.floor(now / 1000);
  return {
    sub: sampleIds.user,
    "cognito:groups": "nurses",
    email_verified: "true",
    iss: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    "cognito:username": "1000001",
    aud: userPoolClientId,
    event_id: sampleIds.message,
    token_use: "id",
    auth_time: String(issuedAt),
    exp: new Date((issuedAt + 3600) * 1000).toUTCString(),
    iat: new Date(issuedAt * 1000).toUTCString(),
    email: "ada@example.com",
  };
}

function httpHeaders(host: string): Record<string, string> {
  return {
    accept: "application/json",
    "content-length": String(newUser.length),
    "content-type": "application/json",
    host,
    "user-agent": userAgent,
    "x-amzn-trace-id": sampleIds.trace,
    "x-forwarded-for": sourceIp,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
}

function httpContext(scope: SampleScope, apiId: string, domainName: string, routeKey: string) {
  return {
    accountId: scope.account,
    apiId,
    domainName,
    domainPrefix: apiId,
    http: { method: "POST", path: "/users", protocol: "HTTP/1.1", sourceIp, userAgent },
    requestId: "JKJaXmPLvHcESHA=",
    routeKey,
    stage: "$default",
    time: commonLogTime(scope.now),
    timeEpoch: scope.now,
  } satisfies lambda.APIGatewayEventRequestContextV2;
}

function httpEvent(scope: SampleScope, apiId: string, domainName: string, routeKey: string) {
  return {
    version: "2.0",
    routeKey,
    rawPath: "/users",
    rawQueryString: "notify=true",
    cookies: ["theme=dark"],
    headers: httpHeaders(domainName),
    queryStringParameters: { notify: "true" },
    requestContext: httpContext(scope, apiId, domainName, routeKey),
    body: newUser,
    isBase64Encoded: false,
  } satisfies lambda.APIGatewayProxyEventV2;
}

function methodArn(scope: SampleScope): string {
  return arn(scope, "execute-api", `${scope.restApiId}/prod/GET/me`);
}

export const httpEvents = {
  "apigateway-rest-proxy": {
    description: "API Gateway REST API, proxy integration (also HTTP API, payload format 1.0)",
    make: (scope) => restEvent(scope, undefined),
  } satisfies SampleEvent<lambda.APIGatewayProxyEvent>,
  "apigateway-rest-proxy-cognito": {
    description: "API Gateway REST API, proxy integration behind a Cognito authorizer",
    make: (scope) => restEvent(scope, { claims: claims(scope) }),
  } satisfies SampleEvent<lambda.APIGatewayProxyWithCognitoAuthorizerEvent>,
  "apigateway-rest-authorizer-token": {
    description: "API Gateway REST API, Lambda authorizer of a token",
    make: (scope) => ({ type: "TOKEN", authorizationToken: "Bearer allow", methodArn: methodArn(scope) }),
  } satisfies SampleEvent<lambda.APIGatewayTokenAuthorizerEvent>,
  "apigateway-rest-authorizer-request": {
    description: "API Gateway REST API, Lambda authorizer of a request",
    make: (scope) => {
      const headers = { ...restHeaders(scope), Authorization: "Bearer allow" };
      return {
        type: "REQUEST",
        methodArn: methodArn(scope),
        resource: "/me",
        path: "/me",
        httpMethod: "GET",
        headers,
        multiValueHeaders: inLists(headers),
        queryStringParameters: {},
        multiValueQueryStringParameters: {},
        pathParameters: {},
        stageVariables: {},
        requestContext: restContext(scope, "GET", "/me", undefined),
      };
    },
  } satisfies SampleEvent<lambda.APIGatewayRequestAuthorizerEvent>,
  "apigateway-http-proxy": {
    description: "API Gateway HTTP API, payload format 2.0",
    make: (scope) => httpEvent(scope, scope.restApiId, restHost(scope), "POST /users"),
  } satisfies SampleEvent<lambda.APIGatewayProxyEventV2>,
  "apigateway-http-proxy-jwt": {
    description: "API Gateway HTTP API, payload format 2.0, behind a JWT authorizer",
    make: (scope) => {
      const event = httpEvent(scope, scope.restApiId, restHost(scope), "POST /users");
      const authorizer = { jwt: { claims: claims(scope), scopes: null } };
      return { ...event, requestContext: { ...event.requestContext, authorizer } };
    },
  } satisfies SampleEvent<lambda.APIGatewayProxyEventV2WithJWTAuthorizer>,
  "apigateway-http-authorizer-request": {
    description: "API Gateway HTTP API, Lambda authorizer, payload format 2.0",
    make: (scope) => {
      const routeKey = "POST /users";
      const domainName = restHost(scope);
      return {
        version: "2.0",
        type: "REQUEST",
        routeArn: arn(scope, "execute-api", `${scope.restApiId}/$default/POST/users`),
        identitySource: ["Bearer allow"],
        routeKey,
        rawPath: "/users",
        rawQueryString: "notify=true",
        cookies: ["theme=dark"],
        headers: { ...httpHeaders(domainName), authorization: "Bearer allow" },
        queryStringParameters: { notify: "true" },
        requestContext: httpContext(scope, scope.restApiId, domainName, routeKey),
        pathParameters: {},
        stageVariables: {},
      };
    },
  } satisfies SampleEvent<lambda.APIGatewayRequestAuthorizerEventV2>,
  "apigateway-websocket": {
    description: "API Gateway WebSocket API, a message of route $default",
    make: (scope) => ({
      requestContext: {
        routeKey: "$default",
        messageId: "acLfhexmplCHg=",
        eventType: "MESSAGE",
        extendedRequestId: "acLfhFxmplHYosFVYQ=",
        requestTime: commonLogTime(scope.now),
        messageDirection: "IN",
        stage: "prod",
        connectedAt: scope.now - 1000,
        requestTimeEpoch: scope.now,
        identity: { sourceIp, userAgent },
        requestId: "acLfhFxmplHYosFVYQ=",
        domainName: restHost(scope),
        connectionId: "acLbcexmplCHgCHg=",
        apiId: scope.restApiId,
      },
      body: '{"action":"hello"}',
      isBase64Encoded: false,
    }),
  } satisfies SampleEvent<lambda.APIGatewayProxyWebsocketEventV2>,
  "function-url": {
    description: "Lambda function URL",
    make: (scope) => {
      const urlId = "wxlfc7hm3rzbwq5v2k6ejyaxmple0ovn";
      return httpEvent(scope, urlId, `${urlId}.lambda-url.${scope.region}.on.aws`, "$default");
    },
  } satisfies SampleEvent<lambda.LambdaFunctionURLEvent>,
  "function-url-iam": {
    description: "Lambda function URL with IAM authorization",
    make: (scope) => {
      const urlId = "wxlfc7hm3rzbwq5v2k6ejyaxmple0ovn";
      const event = httpEvent(scope, urlId, `${urlId}.lambda-url.${scope.region}.on.aws`, "$default");
      const iam = {
        accessKey: "AKIAIOSFODNN7EXAMPLE",
        accountId: scope.account,
        callerId: "AIDACKCEVSQ6C2EXAMPLE",
        cognitoIdentity: null,
        principalOrgId: "o-a1b2c3d4e5",
        userArn: `arn:aws:iam::${scope.account}:user/ada`,
        userId: "AIDACKCEVSQ6C2EXAMPLE",
      };
      return { ...event, requestContext: { ...event.requestContext, authorizer: { iam } } };
    },
  } satisfies SampleEvent<lambda.LambdaFunctionURLEventWithIAMAuthorizer>,
  "alb-request": {
    description: "Application Load Balancer",
    make: (scope) => ({
      requestContext: {
        elb: { targetGroupArn: arn(scope, "elasticloadbalancing", "targetgroup/example/6d0ecf831eec9f09") },
      },
      httpMethod: "POST",
      path: "/users",
      queryStringParameters: { notify: "true" },
      headers: httpHeaders(`example-1234567890.${scope.region}.elb.amazonaws.com`),
      body: newUser,
      isBase64Encoded: false,
    }),
  } satisfies SampleEvent<lambda.ALBEvent>,
} satisfies Readonly<Record<string, SampleEvent>>;
