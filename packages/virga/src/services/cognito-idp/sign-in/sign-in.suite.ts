import {
  CognitoIdentityProvider,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { ServiceDefinition } from "../../../kernel/service.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";

export const password = "Correct-horse-1";

/** A message of a pool's inbox, as far as tests read it. */
interface Message {
  readonly medium: string;
  readonly destination: string;
  readonly body: string;
  readonly code: string;
}

/** A cloud with what tests of signing in need. */
export class SignInCloud {
  readonly cloud: TestCloud;
  readonly cognito: CognitoIdentityProvider;

  // biome-ignore lint/suspicious/noExplicitAny: services of any state
  static async start(services: readonly ServiceDefinition<any>[] = []): Promise<SignInCloud> {
    return new SignInCloud(await createTestCloud({ services }));
  }

  private constructor(cloud: TestCloud) {
    this.cloud = cloud;
    this.cognito = cloud.client(CognitoIdentityProvider);
  }

  close(): Promise<void> {
    return this.cloud.close();
  }

  async pool(settings: Partial<CreateUserPoolCommandInput> = {}): Promise<string> {
    const { UserPool } = await this.cognito.createUserPool({ PoolName: "people", ...settings });
    return UserPool!.Id!;
  }

  async client(UserPoolId: string, settings: Partial<CreateUserPoolClientCommandInput> = {}): Promise<string> {
    const { UserPoolClient } = await this.cognito.createUserPoolClient({
      UserPoolId,
      ClientName: "app",
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
      ...settings,
    });
    return UserPoolClient!.ClientId!;
  }

  /** A confirmed user with the password of this suite. */
  async user(UserPoolId: string, Username: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const { User } = await this.cognito.adminCreateUser({
      UserPoolId,
      Username,
      UserAttributes,
      MessageAction: "SUPPRESS",
    });
    await this.cognito.adminSetUserPassword({ UserPoolId, Username, Password: password, Permanent: true });
    return User!.Attributes!.find(({ Name }) => Name === "sub")!.Value!;
  }

  signIn(ClientId: string, USERNAME: string, PASSWORD = password, more: Readonly<Record<string, string>> = {}) {
    return this.cognito.initiateAuth({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD, ...more },
    });
  }

  refresh(ClientId: string, REFRESH_TOKEN: string, more: Readonly<Record<string, string>> = {}) {
    return this.cognito.initiateAuth({
      ClientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN, ...more },
    });
  }

  /** A document at one of the pool's addresses. */
  async get(path: string, host = "localhost:4566"): Promise<{ readonly status: number; readonly body: string }> {
    const { status, body } = await this.cloud.runtime.handle({
      method: "GET",
      path,
      rawQuery: "",
      headers: { host },
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
    });
    return { status, body: String(body) };
  }

  /** The messages that the pool has sent, the newest first. */
  async inbox(poolId: string): Promise<readonly Message[]> {
    const { body } = await this.get(`/_aws/cognito-idp/${poolId}/inbox`);
    return (JSON.parse(body) as { messages: Message[] }).messages;
  }
}

/** The claims of a token, not verified. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(token!.split(".")[1]!, "base64url").toString("utf8")) as Record<string, unknown>;
}
