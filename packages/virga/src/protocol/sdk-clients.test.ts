import assert from "node:assert/strict";
import { Agent } from "node:http";
import { after, before, describe, it } from "node:test";
import {
  APIGatewayClient,
  CreateRestApiCommand,
  GetResourcesCommand,
  PutMethodCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { CloudFormationClient, CreateChangeSetCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, GetLogEventsCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { AwsError } from "../kernel/errors.ts";
import type { WireAnswer, WireRequest } from "../kernel/wire.ts";
import { createCodecs } from "./codecs.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { createModelCatalog } from "./model-catalog.ts";
import { Router } from "./router.ts";
import { decodeChunkedRequest } from "./sigv4/chunked-body.ts";
import { parseCredential } from "./sigv4/credential.ts";
import { SignatureVerifier } from "./sigv4/verify.ts";

interface Seen {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

const requestId = "11111111-2222-3333-4444-555555555555";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** A service for every operation: remembers the input and gives the output or error that the test wants. */
class Recorder {
  output: unknown = {};
  seen: Seen | undefined;
  readonly #router = new Router(createCodecs(createModelCatalog()));
  readonly #verifier = new SignatureVerifier();

  /** The members of the last input. */
  get input(): Record<string, unknown> {
    return this.seen!.input as Record<string, unknown>;
  }

  async handle(request: WireRequest): Promise<WireAnswer> {
    const credential = parseCredential(request);
    const route = this.#router.route(request, credential);
    if (route.kind === "unrouted") return route.codec.encodeError(route.error, requestId);
    try {
      if (credential) this.#verifier.verify(request, credential, credentials.secretAccessKey, undefined);
      const input = route.codec.decode(decodeChunkedRequest(request), route.labels);
      this.seen = { service: route.service, operation: route.operation, input };
      route.codec.validate(input);
      if (this.output instanceof AwsError) throw this.output;
      return route.codec.encode(this.output, requestId);
    } catch (thrown) {
      if (thrown instanceof AwsError) return route.codec.encodeError(thrown, requestId);
      throw thrown;
    }
  }
}

const recorder = new Recorder();
let server: HttpServer;
const clients: { destroy(): void }[] = [];

before(async () => {
  server = await startHttpServer({ port: 0, handle: (request) => recorder.handle(request) });
});

after(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

interface Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: typeof credentials;
  readonly maxAttempts: number;
  readonly disableHostPrefix: boolean;
  readonly requestHandler: { readonly httpAgent: Agent };
}

/** Finds names below localhost on loopback also where the system doesn't. */
const httpAgent = new Agent({
  keepAlive: true,
  lookup: (_host, options, done) => {
    const address = { address: "127.0.0.1", family: 4 };
    if (options.all) done(null, [address]);
    else done(null, address.address, address.family);
  },
});

function client<T extends { destroy(): void }>(make: new (settings: Settings) => T, endpoint?: string): T {
  const settings = {
    endpoint: endpoint ?? `http://127.0.0.1:${server.port}`,
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
    disableHostPrefix: true,
    requestHandler: { httpAgent },
  };
  const made = new make(settings);
  clients.push(made);
  return made;
}

/** Sends with the recorder answering this output, and gives what the client made of it, without its metadata. */
async function answered<T extends object>(output: unknown, send: () => Promise<T>): Promise<Omit<T, "$metadata">> {
  recorder.output = output;
  const { $metadata, ...result } = (await send()) as T & { $metadata: { requestId?: string } };
  assert.equal($metadata.requestId, requestId);
  return result as Omit<T, "$metadata">;
}

/** Sends with the recorder answering this error, and gives the error the client throws. */
async function refused(error: unknown, send: () => Promise<unknown>): Promise<Error & Record<string, unknown>> {
  recorder.output = error;
  try {
    await send();
  } catch (thrown) {
    return thrown as Error & Record<string, unknown>;
  }
  throw new assert.AssertionError({ message: "the call succeeded" });
}

const instant = new Date("2026-01-02T03:04:05.000Z");
const bytes = new Uint8Array([0, 1, 254, 255]);

describe("real SDK clients of AWS JSON services", () => {
  it("DynamoDB: items of every type arrive, and come back", async () => {
    const dynamodb = client(DynamoDBClient);
    const Item = {
      pk: { S: "é😀" },
      number: { N: "12345678901234567890.5" },
      binary: { B: bytes },
      set: { BS: [bytes] },
      nested: { M: { list: { L: [{ BOOL: true }, { NULL: true as const }] } } },
    };
    await answered({}, () => dynamodb.send(new PutItemCommand({ TableName: "table", Item })));
    assert.deepEqual(recorder.seen, { service: "dynamodb", operation: "PutItem", input: { TableName: "table", Item } });
    const get = new GetItemCommand({ TableName: "table", Key: { pk: { S: "a" } }, ConsistentRead: true });
    const result = await answered({ Item, ConsumedCapacity: { TableName: "table", CapacityUnits: 0.5 } }, () =>
      dynamodb.send(get),
    );
    assert.deepEqual(result, { Item, ConsumedCapacity: { TableName: "table", CapacityUnits: 0.5 } });
  });

  it("DynamoDB: errors carry their members", async () => {
    const dynamodb = client(DynamoDBClient);
    const CancellationReasons = [
      { Code: "None" },
      { Code: "ConditionalCheckFailed", Message: "no", Item: { a: { N: "1" } } },
    ];
    const error = new AwsError("TransactionCanceledException", "Transaction cancelled", {
      members: { CancellationReasons },
    });
    const command = new TransactWriteItemsCommand({
      TransactItems: [{ Delete: { TableName: "table", Key: { a: { N: "1" } } } }],
    });
    const thrown = await refused(error, () => dynamodb.send(command));
    assert.equal(thrown.name, "TransactionCanceledException");
    assert.equal(thrown.message, "Transaction cancelled");
    assert.deepEqual(thrown.CancellationReasons, CancellationReasons);
    const validation = await refused(new AwsError("ValidationException", "One or more"), () => dynamodb.send(command));
    assert.deepEqual([validation.name, validation.message], ["ValidationException", "One or more"]);
  });

  it("Step Functions: timestamps are dates", async () => {
    const sfn = client(SFNClient);
    const stateMachineArn = "arn:aws:states:eu-west-1:000000000000:stateMachine:m";
    const executionArn = "arn:aws:states:eu-west-1:000000000000:execution:m:e";
    const result = await answered({ executionArn, startDate: instant }, () =>
      sfn.send(new StartExecutionCommand({ stateMachineArn, input: "{}" })),
    );
    assert.deepEqual(result, { executionArn, startDate: instant });
    await answered({ executionArn, startDate: instant, stopDate: instant, status: "SUCCEEDED" }, () =>
      sfn.send(new StartSyncExecutionCommand({ stateMachineArn })),
    );
    assert.equal(recorder.seen?.operation, "StartSyncExecution");
  });

  it("Cognito: constraint violations have the service's code, and secrets aren't quoted", async () => {
    const cognito = client(CognitoIdentityProviderClient);
    const create = new AdminCreateUserCommand({
      UserPoolId: "eu-west-1_abc",
      Username: "1000001",
      TemporaryPassword: " ",
    });
    const thrown = await refused({}, () => cognito.send(create));
    assert.equal(thrown.name, "InvalidParameterException");
    assert.equal(
      thrown.message,
      "1 validation error detected: Value at 'temporaryPassword' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
    );
  });

  it("Cognito: operations without credentials are routed", async () => {
    const cognito = client(CognitoIdentityProviderClient);
    const AuthenticationResult = { AccessToken: "a", ExpiresIn: 3600, TokenType: "Bearer" };
    const command = new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: "abc",
      AuthParameters: { USERNAME: "u", PASSWORD: "p" },
    });
    const result = await answered({ AuthenticationResult }, () => cognito.send(command));
    assert.deepEqual(result, { AuthenticationResult });
  });

  it("SSM and CloudWatch Logs", async () => {
    const ssm = client(SSMClient);
    const parameter = { Name: "/a/b", Type: "String" as const, Value: "v", Version: 1, LastModifiedDate: instant };
    const byPath = await answered({ Parameters: [parameter] }, () =>
      ssm.send(new GetParametersByPathCommand({ Path: "/a" })),
    );
    assert.deepEqual(byPath.Parameters, [parameter]);
    const logs = client(CloudWatchLogsClient);
    const put = {
      logGroupName: "g",
      logStreamName: "s",
      logEvents: [{ timestamp: 1_760_000_000_123, message: "hello" }],
    };
    await answered({}, () => logs.send(new PutLogEventsCommand(put)));
    assert.deepEqual(recorder.seen, { service: "logs", operation: "PutLogEvents", input: put });
    const events = [{ timestamp: 1, message: "m", ingestionTime: 2 }];
    const read = await answered({ events, nextForwardToken: "f/1" }, () =>
      logs.send(new GetLogEventsCommand({ logStreamName: "s", logGroupName: "g" })),
    );
    assert.deepEqual(read, { events, nextForwardToken: "f/1" });
  });
});

describe("real SDK clients of Query services", () => {
  it("STS", async () => {
    const sts = client(STSClient);
    const output = {
      Credentials: { AccessKeyId: "ASIA", SecretAccessKey: "s/+=", SessionToken: "t", Expiration: instant },
      AssumedRoleUser: { AssumedRoleId: "AROA:s", Arn: "arn:aws:sts::000000000000:assumed-role/r/s" },
    };
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2 + 3" },
    ];
    const input = {
      RoleArn: "arn:aws:iam::000000000000:role/r",
      RoleSessionName: "session",
      DurationSeconds: 900,
      Tags,
    };
    assert.deepEqual(await answered(output, () => sts.send(new AssumeRoleCommand(input))), output);
    assert.deepEqual(recorder.seen, { service: "sts", operation: "AssumeRole", input });
    const identity = { UserId: "u", Account: "000000000000", Arn: "arn:aws:iam::000000000000:root" };
    assert.deepEqual(await answered(identity, () => sts.send(new GetCallerIdentityCommand({}))), identity);
  });

  it("IAM: text survives XML, errors have their code and status", async () => {
    const iam = client(IAMClient);
    const Role = {
      Path: "/",
      RoleName: "r",
      RoleId: "AROA",
      Arn: "arn:aws:iam::000000000000:role/r",
      CreateDate: instant,
      Description: "<a> & \"b\" 'c'\r\n\té😀",
      Tags: [{ Key: "k", Value: "v" }],
    };
    const input = {
      RoleName: "r",
      AssumeRolePolicyDocument: '{"Version":"2012-10-17"}',
      Tags: [{ Key: "k", Value: "v" }],
    };
    assert.deepEqual(await answered({ Role }, () => iam.send(new CreateRoleCommand(input))), { Role });
    assert.deepEqual(recorder.seen?.input, input);
    const thrown = await refused(new AwsError("NoSuchEntity", "The role with name x cannot be found."), () =>
      iam.send(new GetRoleCommand({ RoleName: "x" })),
    );
    assert.equal(thrown.name, "NoSuchEntityException");
    assert.equal(thrown.message, "The role with name x cannot be found.");
    assert.equal((thrown.$metadata as { httpStatusCode: number }).httpStatusCode, 404);
    const invalid = await refused({}, () => iam.send(new GetRoleCommand({ RoleName: "a b" })));
    assert.equal(invalid.name, "ValidationError");
  });

  it("CloudFormation", async () => {
    const cloudformation = client(CloudFormationClient);
    const Stacks = [
      {
        StackName: "s",
        CreationTime: instant,
        StackStatus: "CREATE_COMPLETE" as const,
        Outputs: [{ OutputKey: "k", OutputValue: "v" }],
        Capabilities: ["CAPABILITY_IAM" as const],
      },
    ];
    assert.deepEqual(await answered({ Stacks }, () => cloudformation.send(new DescribeStacksCommand({}))), { Stacks });
    const input = {
      StackName: "s",
      ChangeSetName: "c",
      TemplateBody: '{"Resources":{}}',
      Parameters: [{ ParameterKey: "p", UsePreviousValue: true }],
      Capabilities: ["CAPABILITY_IAM" as const],
    };
    await answered({ Id: "i" }, () => cloudformation.send(new CreateChangeSetCommand(input)));
    assert.deepEqual(recorder.seen, { service: "cloudformation", operation: "CreateChangeSet", input });
  });
});

describe("real SDK clients of REST services", () => {
  it("API Gateway", async () => {
    const apigateway = client(APIGatewayClient);
    const created = await answered({ id: "abc", name: "n", createdDate: instant, tags: { a: "b" } }, () =>
      apigateway.send(new CreateRestApiCommand({ name: "n", endpointConfiguration: { types: ["REGIONAL"] } })),
    );
    assert.deepEqual(created, { id: "abc", name: "n", createdDate: instant, tags: { a: "b" } });
    assert.deepEqual(recorder.seen?.input, { name: "n", endpointConfiguration: { types: ["REGIONAL"] } });
    const resources = new GetResourcesCommand({ restApiId: "abc", limit: 5, embed: ["methods", "x"] });
    await answered({ items: [{ id: "r", path: "/" }] }, () => apigateway.send(resources));
    assert.deepEqual(recorder.seen?.input, { restApiId: "abc", limit: 5, embed: ["methods", "x"] });
    const put = {
      restApiId: "abc",
      resourceId: "r",
      httpMethod: "POST",
      authorizationType: "NONE",
      requestModels: { "application/json": "M" },
    };
    await answered({ httpMethod: "POST" }, () => apigateway.send(new PutMethodCommand(put)));
    assert.deepEqual(recorder.seen, { service: "apigateway", operation: "PutMethod", input: put });
    const update = {
      restApiId: "abc",
      stageName: "s/1",
      patchOperations: [{ op: "replace" as const, path: "/a", value: "b" }],
    };
    const thrown = await refused(new AwsError("NotFoundException", "Invalid stage identifier specified"), () =>
      apigateway.send(new UpdateStageCommand(update)),
    );
    assert.deepEqual(recorder.seen?.input, update);
    assert.equal(thrown.name, "NotFoundException");
    assert.equal(thrown.message, "Invalid stage identifier specified");
    assert.equal((thrown.$metadata as { httpStatusCode: number }).httpStatusCode, 404);
  });

  for (const style of ["path", "virtual-host"] as const) {
    it(`S3, ${style} style`, async () => {
      // The SDK addresses buckets of an IP address by path.
      const s3 = client(S3Client, style === "path" ? undefined : `http://localhost:${server.port}`);
      const put = new PutObjectCommand({
        Bucket: "bucket",
        Key: "a/b c+é.txt",
        Body: "hello",
        Metadata: { x: "y" },
        ContentType: "text/plain",
      });
      const stored = await answered({ ETag: '"e"' }, () => s3.send(put));
      assert.equal(stored.ETag, '"e"');
      const { Body, Bucket, Key, Metadata } = recorder.input;
      assert.equal(Buffer.from(Body as Uint8Array).toString(), "hello");
      assert.deepEqual([Bucket, Key, Metadata], ["bucket", "a/b c+é.txt", { x: "y" }]);
      const output = {
        Body: bytes,
        ContentType: "image/png",
        ETag: '"e"',
        LastModified: instant,
        Metadata: { x: "y" },
      };
      const read = await answered(output, () =>
        s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "k", VersionId: "v" })),
      );
      assert.deepEqual(await read.Body?.transformToByteArray(), bytes);
      assert.deepEqual([read.ContentType, read.LastModified, read.Metadata], ["image/png", instant, { x: "y" }]);
      assert.deepEqual(
        [recorder.seen?.operation, recorder.seen?.input],
        ["GetObject", { ...(recorder.seen?.input as object), Key: "k", VersionId: "v" }],
      );
    });
  }

  it("S3: operations that share a path are told apart", async () => {
    const s3 = client(S3Client);
    const head = await answered({ ContentLength: 12, ETag: '"e"' }, () =>
      s3.send(new HeadObjectCommand({ Bucket: "bucket", Key: "k" })),
    );
    assert.deepEqual([head.ContentLength, recorder.seen?.operation], [12, "HeadObject"]);
    const listed = await answered(
      {
        Name: "bucket",
        KeyCount: 1,
        Contents: [{ Key: "a&b", Size: 3, LastModified: instant }],
        CommonPrefixes: [{ Prefix: "p/" }],
      },
      () => s3.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: "a", MaxKeys: 5 })),
    );
    assert.deepEqual(listed.Contents, [{ Key: "a&b", Size: 3, LastModified: instant }]);
    assert.deepEqual(listed.CommonPrefixes, [{ Prefix: "p/" }]);
    const { Prefix, MaxKeys } = recorder.input;
    assert.deepEqual([recorder.seen?.operation, Prefix, MaxKeys], ["ListObjectsV2", "a", 5]);
    const location = await answered({ LocationConstraint: "eu-west-1" }, () =>
      s3.send(new GetBucketLocationCommand({ Bucket: "bucket" })),
    );
    assert.equal(location.LocationConstraint, "eu-west-1");
    const Delete = { Objects: [{ Key: "a" }, { Key: "<b>" }], Quiet: true };
    await answered({ Deleted: [{ Key: "a" }] }, () => s3.send(new DeleteObjectsCommand({ Bucket: "bucket", Delete })));
    assert.deepEqual(recorder.input.Delete, Delete);
    await answered({}, () =>
      s3.send(new UploadPartCommand({ Bucket: "bucket", Key: "k", UploadId: "u", PartNumber: 2, Body: "part" })),
    );
    assert.equal(recorder.seen?.operation, "UploadPart");
  });

  it("S3: errors are bare documents", async () => {
    const s3 = client(S3Client);
    const error = new AwsError("NoSuchKey", "The specified key does not exist.", {
      status: 404,
      members: { Key: "k" },
    });
    const thrown = await refused(error, () => s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "k" })));
    assert.deepEqual(
      [thrown.name, thrown.message, thrown.Key],
      ["NoSuchKey", "The specified key does not exist.", "k"],
    );
    const metadata = thrown.$metadata as { httpStatusCode: number; requestId: string };
    assert.deepEqual([metadata.httpStatusCode, metadata.requestId], [404, requestId]);
  });
});
