import { Cors, ResponseType, RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Construct } from "constructs";

/** The platform's one REST API. Browsers can read its errors too: those API Gateway makes itself have the CORS header. */
export function createPlatformApi(scope: Construct, allowedOrigin: string): RestApi {
  const api = new RestApi(scope, "Api", {
    restApiName: "Clinic platform",
    description: "The clinic platform's API",
    deployOptions: { stageName: "prod", tracingEnabled: true },
    defaultCorsPreflightOptions: {
      allowOrigins: allowedOrigin === "*" ? Cors.ALL_ORIGINS : [allowedOrigin],
      allowMethods: Cors.ALL_METHODS,
    },
  });
  // The stack has an output of its own, with a name that stays.
  api.node.tryRemoveChild("Endpoint");
  const responseHeaders = { "Access-Control-Allow-Origin": `'${allowedOrigin}'` };
  api.addGatewayResponse("ClientErrors", { type: ResponseType.DEFAULT_4XX, responseHeaders });
  api.addGatewayResponse("ServerErrors", { type: ResponseType.DEFAULT_5XX, responseHeaders });
  api.addGatewayResponse("InvalidBody", {
    type: ResponseType.BAD_REQUEST_BODY,
    statusCode: "400",
    templates: { "application/json": '{"message":$context.error.messageString}' },
    responseHeaders,
  });
  return api;
}
