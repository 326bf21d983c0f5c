import { fileURLToPath } from "node:url";
import { CognitoIdentityProviderClient, paginateListUsers } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand, paginateScan, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { deployApp, type TestCloud } from "virga/testing";

export interface Answer {
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, string | readonly string[]>>;
  readonly body: Readonly<Record<string, unknown>> & { readonly message?: string; readonly username?: string };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A body of POST /users. */
export const user = {
  firstName: "Ada",
  lastName: "Lovelace",
  emailAddress: "ada@example.com",
  phoneNumber: "+15555550100",
};

/** The platform, deployed in a cloud in this process. */
export class DeployedPlatform {
  readonly cloud: TestCloud;
  readonly outputs: Readonly<Record<string, string>>;
  readonly dynamodb: DynamoDBClient;
  readonly cognito: CognitoIdentityProviderClient;

  private constructor(cloud: TestCloud, outputs: Readonly<Record<string, string>>) {
    this.cloud = cloud;
    this.outputs = outputs;
    this.dynamodb = cloud.client(DynamoDBClient);
    this.cognito = cloud.client(CognitoIdentityProviderClient);
  }

  static async deploy(cloud: TestCloud, context: Readonly<Record<string, string>> = {}): Promise<DeployedPlatform> {
    const directory = fileURLToPath(new URL("..", import.meta.url));
    const { ClinicPlatform = {} } = await deployApp(cloud, { directory, context });
    return new DeployedPlatform(cloud, ClinicPlatform);
  }

  get table(): string {
    return this.outputs.ProfileTableName as string;
  }

  createUser(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call({
      method: "POST",
      path: "users",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
  }

  /** Calls the platform's API. */
  async call({ method, path, headers = {}, body }: Request): Promise<Answer> {
    const { hostname, pathname } = new URL(this.outputs.ApiUrl as string);
    const text = body === undefined || typeof body === "string" ? (body ?? "") : JSON.stringify(body);
    const answer = this.cloud.runtime.handle({
      method,
      path: `${pathname}${path}`,
      rawQuery: "",
      headers: { host: `${hostname.split(".")[0]}.execute-api.localhost`, ...headers },
      body: new TextEncoder().encode(text),
      sourceIp: "127.0.0.1",
    });
    const { status, headers: answered, body: answeredBody } = await this.#whileTimePasses(answer);
    return { status, headers: answered, body: parse(answeredBody) };
  }

  /** The temporary password that was sent to a new user. */
  async temporaryPassword(username: string): Promise<string> {
    const { body } = await this.cloud.runtime.handle({
      method: "GET",
      path: `/_aws/cognito-idp/${this.outputs.UserPoolId}/inbox`,
      rawQuery: "",
      headers: { host: "localhost" },
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
    });
    const { messages } = parse(body) as unknown as { messages: { username: string; code: string }[] };
    const password = messages.find((message) => message.username === username)?.code;
    if (password === undefined) throw new Error(`no invitation for ${username}`);
    return password;
  }

  /** Lets time pass until something has happened, so that retries that wait come to it. */
  async #whileTimePasses<T>(happening: Promise<T>): Promise<T> {
    let isOver = false;
    const over = happening.finally(() => {
      isOver = true;
    });
    while (!isOver) await Promise.race([over, this.cloud.clock.advance(50)]);
    return over;
  }

  /** The usernames of all profiles, the counter aside. */
  async profiles(): Promise<Set<string>> {
    const usernames = new Set<string>();
    for await (const { Items = [] } of paginateScan({ client: this.dynamodb }, { TableName: this.table })) {
      for (const { username } of Items) usernames.add(username?.S as string);
    }
    usernames.delete("LastId");
    return usernames;
  }

  async cognitoUsers(): Promise<Set<string>> {
    const usernames = new Set<string>();
    const pages = paginateListUsers({ client: this.cognito }, { UserPoolId: this.outputs.UserPoolId });
    for await (const { Users = [] } of pages) for (const { Username } of Users) usernames.add(Username as string);
    return usernames;
  }

  async lastId(): Promise<string | undefined> {
    const Key = { username: { S: "LastId" } };
    const { Item } = await this.dynamodb.send(new GetItemCommand({ TableName: this.table, Key }));
    return Item?.LastId?.N;
  }

  async setLastId(value: bigint): Promise<void> {
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: { username: { S: "LastId" } },
        UpdateExpression: "SET LastId = :value",
        ExpressionAttributeValues: { ":value": { N: String(value) } },
      }),
    );
  }
}

function parse(body: string | Uint8Array): Answer["body"] {
  return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
}
