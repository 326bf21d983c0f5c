import { type IRestApi, Model, RequestValidator, type Resource } from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import { WorkflowMethod } from "../response-mapping/workflow-method.ts";
import { newUserSchema } from "./new-user-schema.ts";
import type { UserOnboarding } from "./user-onboarding.ts";

export interface UserOnboardingEndpointProps {
  readonly restApi: IRestApi;
  readonly onboarding: UserOnboarding;
  /** The path below the API's root, of one segment. `users` if absent. */
  readonly path?: string;
  /** The origin that browsers may call from (`*`, or one origin); no CORS header is sent if absent. */
  readonly allowedOrigin?: string;
}

/**
 * `POST /users {firstName, lastName, emailAddress, phoneNumber}`: 200 with the user; 400 if the body is wrong or the user
 * exists; 503 with Retry-After if too many are created at once; 500 otherwise. Every error's body is `{"message": ...}`.
 */
export class UserOnboardingEndpoint extends Construct {
  /** The resource `/users`, for further methods. */
  readonly resource: Resource;

  constructor(scope: Construct, id: string, props: UserOnboardingEndpointProps) {
    super(scope, id);
    const { restApi, onboarding, allowedOrigin } = props;
    this.resource = restApi.root.addResource(props.path ?? "users");
    new WorkflowMethod(this, "CreateUser", {
      resource: this.resource,
      httpMethod: "POST",
      stateMachine: onboarding.stateMachine,
      requestModel: new Model(this, "NewUser", {
        restApi,
        contentType: "application/json",
        description: "A user to be created",
        schema: newUserSchema,
      }),
      requestValidator: new RequestValidator(this, "BodyValidator", { restApi, validateRequestBody: true }),
      statusCodes: [400, 503],
      ...(allowedOrigin !== undefined && { allowedOrigin }),
    });
  }
}
