import { CognitoIdentityProvider, type CreateUserPoolCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { InvocationRequest } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../kernel/errors.ts";
import { defineService } from "../../../kernel/service.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";

/** A trigger's event, as functions get it and give it back. */
export interface TriggerEvent {
  readonly version: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string | null };
  readonly triggerSource: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of all triggers
  readonly request: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly response: any;
}

/** What stands in for a function: it gives what the function returns, or throws what it throws. */
export type Handler = (event: TriggerEvent) => unknown;

/** A cloud whose functions are those of the test's process. */
export interface CloudWithFunctions {
  readonly cloud: TestCloud;
  readonly cognito: CognitoIdentityProvider;
  /** Functions by name; one that is not here is not there. */
  readonly functions: Map<string, Handler>;
  /** The events that functions got, in order. */
  readonly events: TriggerEvent[];
  /** A pool with these settings and an app client for passwords; gives their ids. */
  pool(
    settings?: Partial<CreateUserPoolCommandInput>,
    client?: object,
  ): Promise<{ readonly UserPoolId: string; readonly ClientId: string }>;
  /** The messages of a pool's inbox, the newest first. */
  inbox(poolId: string): Promise<readonly Message[]>;
}

export interface Message {
  readonly username: string;
  readonly medium: string;
  readonly destination: string;
  readonly subject?: string;
  readonly body: string;
  readonly code: string;
  readonly source: string;
  readonly link?: string;
}

/** The ARN of a function by its name. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

export async function createCloudWithFunctions(): Promise<CloudWithFunctions> {
  const functions = new Map<string, Handler>();
  const events: TriggerEvent[] = [];
  const cloud = await createTestCloud({ services: [functionService(functions, events)] });
  const cognito = cloud.client(CognitoIdentityProvider);
  return {
    cloud,
    cognito,
    functions,
    events,
    async pool(settings = {}, client = {}) {
      const { UserPool } = await cognito.createUserPool({ PoolName: "people", ...settings });
      const UserPoolId = UserPool!.Id!;
      const { UserPoolClient } = await cognito.createUserPoolClient({
        UserPoolId,
        ClientName: "app",
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ...client,
      });
      return { UserPoolId, ClientId: UserPoolClient!.ClientId! };
    },
    async inbox(poolId) {
      const { body } = await get(cloud, `/_aws/cognito-idp/${poolId}/inbox`);
      return (JSON.parse(String(body)) as { messages: Message[] }).messages;
    },
  };
}

/** Opens a path of the runtime as a browser does. */
export function get(cloud: TestCloud, pathAndQuery: string, host = "localhost:4566") {
  const [path = "", rawQuery = ""] = pathAndQuery.split("?");
  const body = new Uint8Array();
  return cloud.runtime.handle({ method: "GET", path, rawQuery, headers: { host }, body, sourceIp: "127.0.0.1" });
}

/** Stands in for AWS Lambda: it answers Invoke alone. */
export function functionService(functions: ReadonlyMap<string, Handler>, events: TriggerEvent[]) {
  return defineService<object>({
    name: "lambda",
    open: () => ({}),
    operations: {
      Invoke: {
        authorize: "public",
        async handle(_call, { FunctionName, Payload }: InvocationRequest) {
          const handler = functions.get(FunctionName!.slice(FunctionName!.lastIndexOf(":") + 1));
          if (!handler) throw new AwsError("ResourceNotFoundException", "Function not found", { status: 404 });
          const event = JSON.parse(Buffer.from(Payload as Uint8Array).toString()) as TriggerEvent;
          events.push(event);
          try {
            return { StatusCode: 200, Payload: Buffer.from(JSON.stringify((await handler(event)) ?? null)) };
          } catch (thrown) {
            if (thrown instanceof AwsError) throw thrown;
            const document = { errorType: "Error", errorMessage: (thrown as Error).message };
            return { StatusCode: 200, FunctionError: "Unhandled", Payload: Buffer.from(JSON.stringify(document)) };
          }
        },
      },
    },
  });
}
