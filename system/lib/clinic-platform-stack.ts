import {
  AsyncIntake,
  FhirWriter,
  GuardedStreamConsumer,
  StreamOperator,
  TokenCustomizer,
  type TokenCustomizerLanguage,
  UserOnboarding,
  UserOnboardingEndpoint,
} from "@virga/constructs";
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { IUserPool, UserPoolClient } from "aws-cdk-lib/aws-cognito";
import type { Construct } from "constructs";
import { MeEndpoint } from "./me-endpoint.ts";
import { createPlatformApi } from "./platform-api.ts";

/** Browsers of any origin may call: nothing is sent with cookies, and each request carries its own token. */
const allowedOrigin = "*";

/** What may be chosen of the platform. */
export interface ClinicPlatformStackProps extends StackProps {
  /** What the function that customizes tokens is written in; `typescript` if absent. */
  readonly tokenCustomizerLanguage?: TokenCustomizerLanguage;
}

/** The whole platform. */
export class ClinicPlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: ClinicPlatformStackProps = {}) {
    super(scope, id, props);
    const api = createPlatformApi(this, allowedOrigin);
    // Whoever signs up is a patient; other roles are given by the clinic, in the profile table.
    const onboarding = new UserOnboarding(this, "UserOnboarding", { roles: ["patient"] });
    new UserOnboardingEndpoint(this, "UserOnboardingEndpoint", { restApi: api, onboarding, allowedOrigin });
    const { userPool, profileTable } = onboarding;
    const language = props.tokenCustomizerLanguage ?? "typescript";
    new TokenCustomizer(this, "TokenCustomizer", { userPool, profileTable, language });
    new MeEndpoint(this, "MeEndpoint", { restApi: api, userPool, allowedOrigin });
    const client = createWebClient(userPool);
    const intake = new AsyncIntake(this, "Intake", {
      restApi: api,
      // FHIR: a bundle is its resources, and what concerns the same patient stays in order.
      records: {
        batch: { list: "entry", record: "resource" },
        orderBy: ["$.subject.reference", "$.patient.reference", "$.id"],
      },
    });

    const writer = new FhirWriter(this, "FhirWriter");
    const consumer = new GuardedStreamConsumer(this, "ClinicalStream", {
      stream: intake.stream,
      handler: writer.handler,
    });
    const operator = new StreamOperator(this, "StreamOperator", { consumer });

    this.#output("ApiUrl", api.url, "The address of the platform's API");
    this.#output("UserPoolId", userPool.userPoolId, "Where users sign in");
    this.#output("UserPoolClientId", client.userPoolClientId, "The web application's client of the user pool");
    this.#output("ProfileTableName", profileTable.tableName, "The table of the users' profiles");
    this.#output(
      "OnboardingStateMachineArn",
      onboarding.stateMachine.stateMachineArn,
      "The workflow that creates users",
    );
    this.#output("IntakeStateMachineArn", intake.stateMachine.stateMachineArn, "The workflow that works on webhooks");
    this.#output("StreamName", intake.stream.streamName, "The stream of the webhooks' records");
    this.#output("ResourceTableName", writer.table.tableName, "The table of the FHIR resources");
    this.#output("FailureQueueUrl", consumer.failureQueue.queueUrl, "What became of no resource, and why");
    this.#output("StreamOperatorName", operator.handler.functionName, "The function that works on it");
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

/**
 * A public client: it has no secret, and passwords never leave the browser in clear (SRP). Those who may act for users
 * (cognito-idp:AdminInitiateAuth) can sign them in with a password, too.
 */
function createWebClient(userPool: IUserPool): UserPoolClient {
  return userPool.addClient("WebClient", {
    authFlows: { userSrp: true, adminUserPassword: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
  });
}
