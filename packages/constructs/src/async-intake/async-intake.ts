import { readFileSync } from "node:fs";
import { Duration } from "aws-cdk-lib";
import {
  AwsIntegration,
  type IntegrationResponse,
  type IRestApi,
  type Method,
  type MethodOptions,
  Model,
  PassthroughBehavior,
  type Resource,
} from "aws-cdk-lib/aws-apigateway";
import { type IRole, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IStream, Stream, StreamEncryption, StreamMode } from "aws-cdk-lib/aws-kinesis";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
} from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { startExecutionTemplate } from "./start-execution-template.ts";
import { StreamDelivery, type StreamDeliveryProps } from "./stream-delivery.ts";

const refusedStartTemplate = readFileSync(new URL("./refused-start.vtl", import.meta.url), "utf8");

export interface AsyncIntakeProps {
  readonly restApi: IRestApi;
  /** The path below the API's root, of one segment. `webhooks` if absent. */
  readonly path?: string;
  /**
   * What is done with a webhook, whose body is the workflow's input. It is put on the stream if absent. A task that can't bear to
   * be done twice must see to that itself.
   */
  readonly definition?: IChainable;
  /** Where the records of webhooks go. A new one if absent, encrypted, on demand, which keeps records for a week. */
  readonly stream?: IStream;
  /** How a body is made records, and which of them stay in order; for the workflow that is made if `definition` is absent. */
  readonly records?: Omit<StreamDeliveryProps, "stream">;
  /** How long a webhook may be worked on. A day if absent. */
  readonly timeout?: Duration;
  /** The header that a client repeats when it sends a webhook again. `Idempotency-Key` if absent. */
  readonly idempotencyHeader?: string;
  /** Who may send webhooks: everybody if absent. */
  readonly access?: Pick<MethodOptions, "apiKeyRequired" | "authorizationType" | "authorizationScopes" | "authorizer">;
  /** How long the workflow's log is kept. One month if absent. */
  readonly logRetention?: RetentionDays;
}

/**
 * `POST /webhooks`: takes any JSON and answers at once, before it is worked on by a workflow that may take as long as it needs.
 * There is no Lambda function between the two. What was answered with 200 is in the workflow's durable hands.
 *
 * 200 `{"status":"webhook submitted"}`; 400 for what is not JSON; 413 above 256 KiB; 415 for other content types;
 * 500 `{"status":"webhook failed"}` if the workflow could not be started: the client should send it again.
 */
export class AsyncIntake extends Construct {
  /** The resource `/webhooks`, for further methods. */
  readonly resource: Resource;
  readonly method: Method;
  readonly stream: IStream;
  /** A Standard workflow, so that each webhook is worked on exactly once and a retry of the client is found out. */
  readonly stateMachine: StateMachine;
  /** What API Gateway acts as. It may start this one workflow and nothing else. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: AsyncIntakeProps) {
    super(scope, id);
    this.stream = props.stream ?? this.#createStream();
    this.stateMachine = this.#createStateMachine(props);
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") });
    this.stateMachine.grantStartExecution(this.role);
    this.resource = props.restApi.root.addResource(props.path ?? "webhooks");
    this.method = this.#addMethod(props);
  }

  #createStream(): Stream {
    return new Stream(this, "Stream", {
      streamMode: StreamMode.ON_DEMAND,
      encryption: StreamEncryption.MANAGED,
      retentionPeriod: Duration.days(7),
    });
  }

  #createStateMachine(props: AsyncIntakeProps): StateMachine {
    const definition =
      props.definition ?? new StreamDelivery(this, "Delivery", { ...props.records, stream: this.stream }).definition;
    const stateMachine = new StateMachine(this, "StateMachine", {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition),
      timeout: props.timeout ?? Duration.days(1),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, "Log", { retention: props.logRetention ?? RetentionDays.ONE_MONTH }),
        level: LogLevel.ERROR,
        // Nobody knows what is in a webhook.
        includeExecutionData: false,
      },
    });
    this.stream.encryptionKey?.grantEncrypt(stateMachine);
    return stateMachine;
  }

  #addMethod({ idempotencyHeader = "Idempotency-Key", access }: AsyncIntakeProps): Method {
    const template = startExecutionTemplate(this.stateMachine.stateMachineArn, idempotencyHeader);
    const integration = new AwsIntegration({
      service: "states",
      action: "StartExecution",
      integrationHttpMethod: "POST",
      options: {
        credentialsRole: this.role,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestTemplates: { "application/json": template },
        integrationResponses,
      },
    });
    return this.resource.addMethod("POST", integration, {
      ...access,
      requestParameters: { [`method.request.header.${idempotencyHeader}`]: false },
      methodResponses: [200, 400, 413, 500].map((statusCode) => ({
        statusCode: String(statusCode),
        responseModels: { "application/json": statusCode < 400 ? Model.EMPTY_MODEL : Model.ERROR_MODEL },
      })),
    });
  }
}

const json = (body: string) => ({ responseTemplates: { "application/json": body } });

/**
 * Step Functions says 400 for whatever it refuses: only the error's name tells the client's faults from others. No two
 * patterns match the same status, and each has a status of its own, by which API Gateway keeps them.
 */
const integrationResponses: IntegrationResponse[] = [
  { statusCode: "200", ...json('{"status":"webhook submitted"}') },
  { selectionPattern: "400", statusCode: "400", ...json(refusedStartTemplate) },
  {
    selectionPattern: "413",
    statusCode: "413",
    ...json('{"status":"webhook refused","message":"The body is larger than 256 KiB."}'),
  },
  {
    selectionPattern: "4(0[1-9]|1[0-24-9]|[2-9]\\d)|5\\d{2}",
    statusCode: "500",
    ...json('{"status":"webhook failed"}'),
  },
];
