import { readFileSync } from "node:fs";
import {
  AwsIntegration,
  type IModel,
  type IntegrationResponse,
  type IRequestValidator,
  type IResource,
  type Method,
  type MethodResponse,
  Model,
  PassthroughBehavior,
} from "aws-cdk-lib/aws-apigateway";
import { type IRole, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { startSyncExecutionTemplate } from "./request-template.ts";

const responseTemplate = readFileSync(new URL("./workflow-response.vtl", import.meta.url), "utf8");

export interface WorkflowMethodProps {
  /** Where the method is added. */
  readonly resource: IResource;
  readonly httpMethod: string;
  /**
   * An Express workflow that takes the request's JSON body as its input and always ends with an output that has
   * `response: { statusCode, body? | message?, retryAfterSeconds? }`. `body` is JSON text and is sent as it is; `message`
   * is sent as `{"message": ...}`; `retryAfterSeconds` becomes the Retry-After header.
   */
  readonly stateMachine: IStateMachine;
  /** What the body must look like; requests that do not are answered with 400 and never start the workflow. */
  readonly requestModel?: IModel;
  readonly requestValidator?: IRequestValidator;
  /** The status codes the workflow answers with beside 200 and 500, for the API's documentation. */
  readonly statusCodes?: readonly number[];
  /** The origin that browsers may call from (`*`, or one origin); no CORS header is sent if absent. */
  readonly allowedOrigin?: string;
}

/**
 * A method of a REST API that runs a Step Functions workflow and answers with what the workflow says in its output.
 * There is no Lambda function between the two: VTL starts the workflow and makes its output the client's answer. A
 * workflow that fails, times out, or ends without saying what to answer is a 500 that tells nothing about its inside.
 */
export class WorkflowMethod extends Construct {
  readonly method: Method;
  /** What API Gateway acts as. It may start this one workflow and nothing else. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: WorkflowMethodProps) {
    super(scope, id);
    const { stateMachine, allowedOrigin } = props;
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") });
    stateMachine.grantStartSyncExecution(this.role);
    const integration = new AwsIntegration({
      service: "states",
      action: "StartSyncExecution",
      integrationHttpMethod: "POST",
      options: {
        credentialsRole: this.role,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestTemplates: { "application/json": startSyncExecutionTemplate(stateMachine.stateMachineArn) },
        integrationResponses: integrationResponses(allowedOrigin),
      },
    });
    this.method = props.resource.addMethod(props.httpMethod, integration, {
      ...(props.requestModel && { requestModels: { "application/json": props.requestModel } }),
      ...(props.requestValidator && { requestValidator: props.requestValidator }),
      methodResponses: [200, ...(props.statusCodes ?? []), 500].map((code) => methodResponse(code, allowedOrigin)),
    });
  }
}

/**
 * The first answers for a workflow that ran, however it ended: StartSyncExecution gives 200 even for a failed execution.
 * The second answers when the workflow could not be started at all.
 */
function integrationResponses(allowedOrigin: string | undefined): IntegrationResponse[] {
  const cors = allowedOrigin && {
    responseParameters: { "method.response.header.Access-Control-Allow-Origin": `'${allowedOrigin}'` },
  };
  return [
    { statusCode: "200", responseTemplates: { "application/json": responseTemplate }, ...cors },
    {
      selectionPattern: "[45]\\d{2}",
      statusCode: "500",
      responseTemplates: { "application/json": '{"message":"Internal server error"}' },
      ...cors,
    },
  ];
}

function methodResponse(statusCode: number, allowedOrigin: string | undefined): MethodResponse {
  const headers = [
    ...(allowedOrigin ? ["Access-Control-Allow-Origin"] : []),
    ...(statusCode === 503 ? ["Retry-After"] : []),
  ];
  return {
    statusCode: String(statusCode),
    responseModels: { "application/json": statusCode < 400 ? Model.EMPTY_MODEL : Model.ERROR_MODEL },
    responseParameters: Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, true])),
  };
}
