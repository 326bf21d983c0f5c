import { jsonText } from "@virga/constructs";
import {
  CognitoUserPoolsAuthorizer,
  type IRestApi,
  MockIntegration,
  Model,
  PassthroughBehavior,
} from "aws-cdk-lib/aws-apigateway";
import type { IUserPool } from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";

export interface MeEndpointProps {
  readonly restApi: IRestApi;
  readonly userPool: IUserPool;
  /** The origin that browsers may call from: `*`, or one origin. */
  readonly allowedOrigin: string;
}

/**
 * `GET /me`: what the caller's ID token says of the user, with no more behind it than the token. API Gateway has checked it
 * and made every claim a text, a list of which the parts are separated by commas.
 */
export class MeEndpoint extends Construct {
  constructor(scope: Construct, id: string, { restApi, userPool, allowedOrigin }: MeEndpointProps) {
    super(scope, id);
    const authorizer = new CognitoUserPoolsAuthorizer(this, "Authorizer", { cognitoUserPools: [userPool] });
    const origin = { "method.response.header.Access-Control-Allow-Origin": `'${allowedOrigin}'` };
    const integration = new MockIntegration({
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      integrationResponses: [
        { statusCode: "200", responseTemplates: { "application/json": responseTemplate }, responseParameters: origin },
      ],
    });
    restApi.root.addResource("me").addMethod("GET", integration, {
      authorizer,
      methodResponses: [
        {
          statusCode: "200",
          responseModels: { "application/json": Model.EMPTY_MODEL },
          responseParameters: { "method.response.header.Access-Control-Allow-Origin": true },
        },
      ],
    });
  }
}

/** An expression as a JSON text. */
const text = (expression: string) => `"${jsonText(expression)}"`;

const responseTemplate = `#set($claims = $context.authorizer.claims)
{
  "username": ${text('$claims.get("cognito:username")')},
  "emailAddress": ${text('$claims.get("email")')},
#foreach($name in ["firstName", "lastName", "currentLocation"])
#if($claims.get($name))
  "$name": ${text("$claims.get($name)")},
#end
#end
  "roles": [#if($claims.get("roles") && $claims.get("roles") != "")#foreach($role in $claims.get("roles").split(","))${text("$role")}#if($foreach.hasNext), #end#end#end]
}`;
