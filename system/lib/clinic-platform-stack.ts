import { UserOnboarding, UserOnboardingEndpoint } from "@virga/constructs";
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { IUserPool, UserPoolClient } from "aws-cdk-lib/aws-cognito";
import type { Construct } from "constructs";
import { createPlatformApi } from "./platform-api.ts";

/** Browsers of any origin may call: nothing is sent with cookies, and each request carries its own token. */
const allowedOrigin = "*";

/** The whole platform. */
export class ClinicPlatformStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const api = createPlatformApi(this, allowedOrigin);
    const onboarding = new UserOnboarding(this, "UserOnboarding");
    new UserOnboardingEndpoint(this, "UserOnboardingEndpoint", { restApi: api, onboarding, allowedOrigin });
    const client = createWebClient(onboarding.userPool);

    this.#output("ApiUrl", api.url, "The address of the platform's API");
    this.#output("UserPoolId", onboarding.userPool.userPoolId, "Where users sign in");
    this.#output("UserPoolClientId", client.userPoolClientId, "The web application's client of the user pool");
    this.#output("ProfileTableName", onboarding.profileTable.tableName, "The table of the users' profiles");
    this.#output(
      "OnboardingStateMachineArn",
      onboarding.stateMachine.stateMachineArn,
      "The workflow that creates users",
    );
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

/** A public client: it has no secret, and passwords never leave the browser in clear (SRP). */
function createWebClient(userPool: IUserPool): UserPoolClient {
  return userPool.addClient("WebClient", {
    authFlows: { userSrp: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
  });
}
