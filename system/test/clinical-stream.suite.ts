import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { type AttributeValue, paginateScan } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import {
  type EventSourceMappingConfiguration,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DeployedPlatform } from "./deployed-platform.suite.ts";
import { withoutAction } from "./role-policies.suite.ts";

/** What a failure queue is told of records that were given up. */
export interface Failure {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly batchSize: number;
  };
}

/** The platform's clinical stream, as those who run it see it. */
export class ClinicalStream {
  readonly #platform: DeployedPlatform;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  mapping!: EventSourceMappingConfiguration;

  private constructor(platform: DeployedPlatform) {
    this.#platform = platform;
    this.kinesis = platform.cloud.client(KinesisClient);
    this.lambda = platform.cloud.client(LambdaClient);
    this.sqs = platform.cloud.client(SQSClient);
  }

  static async of(platform: DeployedPlatform): Promise<ClinicalStream> {
    const stream = new ClinicalStream(platform);
    stream.mapping = await stream.currentMapping();
    return stream;
  }

  async currentMapping(): Promise<EventSourceMappingConfiguration> {
    const { EventSourceMappings = [] } = await this.lambda.send(new ListEventSourceMappingsCommand({}));
    return EventSourceMappings.find(({ EventSourceArn }) =>
      EventSourceArn?.endsWith(`/${this.#platform.outputs.StreamName}`),
    )!;
  }

  get functionName(): string {
    return this.mapping.FunctionArn!.split(":")[6]!;
  }

  /** Puts records, texts as they are and others as JSON, under keys; gives their sequence numbers. */
  async put(values: readonly unknown[], key: (value: unknown) => string = () => "p1"): Promise<string[]> {
    const Records = values.map((value) => ({
      Data: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
      PartitionKey: key(value),
    }));
    const put = new PutRecordsCommand({ StreamName: this.#platform.outputs.StreamName, Records });
    return (await this.kinesis.send(put)).Records!.map(({ SequenceNumber }) => SequenceNumber!);
  }

  async seconds(seconds: number): Promise<void> {
    await this.#platform.cloud.clock.advance(seconds * 1000);
  }

  /** The items of the table of resources, by their reference. */
  async items(): Promise<ReadonlyMap<string, Readonly<Record<string, AttributeValue>>>> {
    const found = new Map<string, Record<string, AttributeValue>>();
    const TableName = this.#platform.outputs.ResourceTableName;
    for await (const { Items = [] } of paginateScan({ client: this.#platform.dynamodb }, { TableName })) {
      for (const item of Items) found.set(item.reference!.S!, item);
    }
    return found;
  }

  async references(): Promise<string[]> {
    return [...(await this.items()).keys()].sort();
  }

  async failures(): Promise<Failure[]> {
    const found: Failure[] = [];
    for (;;) {
      const receive = new ReceiveMessageCommand({
        QueueUrl: this.#platform.outputs.FailureQueueUrl,
        MaxNumberOfMessages: 10,
      });
      const { Messages = [] } = await this.sqs.send(receive);
      if (Messages.length === 0) return found;
      found.push(...Messages.map(({ Body = "" }) => JSON.parse(Body) as Failure));
    }
  }

  /** The messages of the function's log, as one text. */
  async log(): Promise<string> {
    // The log is shipped a moment later.
    await this.seconds(1);
    const configuration = await this.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: this.functionName }),
    );
    const client = this.#platform.cloud.client(CloudWatchLogsClient);
    const lines: string[] = [];
    const logGroupName = configuration.LoggingConfig?.LogGroup;
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
      lines.push(...events.map(({ message = "" }) => message));
    }
    return lines.join("\n");
  }

  /** Gives the function records as Lambda does, and gives its answer. */
  async invoke(records: readonly { sequenceNumber: string; data: string; arrival: number }[]): Promise<unknown> {
    const Records = records.map(({ sequenceNumber, data, arrival }) => ({
      eventSource: "aws:kinesis",
      eventID: `shardId-000000000000:${sequenceNumber}`,
      kinesis: {
        sequenceNumber,
        partitionKey: "p1",
        data: Buffer.from(data).toString("base64"),
        approximateArrivalTimestamp: arrival,
      },
    }));
    const Payload = Buffer.from(JSON.stringify({ Records }));
    const answer = await this.lambda.send(new InvokeCommand({ FunctionName: this.functionName, Payload }));
    return JSON.parse(Buffer.from(answer.Payload!).toString("utf8"));
  }

  /** Turns the mapping off and on. */
  async restartReading(): Promise<void> {
    const { UUID } = this.mapping;
    for (const Enabled of [false, true]) {
      await this.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
      await this.seconds(1);
    }
  }

  /** Takes an action away from what the function's role may do; gives what gives it back. */
  async forbid(action: string): Promise<() => Promise<void>> {
    const { Role } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: this.functionName }));
    return withoutAction(this.#platform.cloud, Role!.split("/").at(-1)!, action);
  }
}
