import type { _Record, StreamDescriptionSummary } from "@aws-sdk/client-kinesis";
import type { ServiceHost } from "../../../kernel/service.ts";
import { roleContext } from "../execution-role-context.ts";
import { compileFilters, type RecordFilter } from "./filters.ts";
import { type EventSourceMapping, streamArnOf } from "./model.ts";
import { contentMember } from "./settings.ts";
import type {
  ReadContext,
  ReadPosition,
  ReadRecords,
  StreamRecord,
  StreamShard,
  StreamSource,
} from "./stream-source.ts";

const hour = 3_600_000;

/** Streams of Kinesis, read as the function's role: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export class KinesisSource implements StreamSource {
  readonly batchInfoMember = "KinesisBatchInfo";
  readonly iteratorLifetime = 300_000;
  readonly #host: ServiceHost;
  readonly #mapping: EventSourceMapping;
  readonly #filter: RecordFilter;

  constructor(host: ServiceHost, mapping: EventSourceMapping) {
    this.#host = host;
    this.#mapping = mapping;
    this.#filter = compileFilters(mapping.filters ?? [], contentMember("kinesis"));
  }

  get #stream() {
    return { StreamARN: streamArnOf(this.#mapping) };
  }

  #context({ version, span }: ReadContext) {
    return roleContext(this.#host, version, this.#mapping.sourceArn, span);
  }

  async shards(context: ReadContext): Promise<readonly StreamShard[]> {
    const shards: StreamShard[] = [];
    let NextToken: string | undefined;
    do {
      const input = NextToken === undefined ? this.#stream : { NextToken };
      const page = await this.#host.bus.call("kinesis", "ListShards", input, this.#context(context));
      for (const { ShardId, ParentShardId, AdjacentParentShardId, SequenceNumberRange } of page.Shards ?? []) {
        const parents = [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined);
        const isClosed = SequenceNumberRange?.EndingSequenceNumber !== undefined;
        shards.push({ shardId: ShardId!, parents, isClosed });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return shards;
  }

  async iterator(ShardId: string, position: ReadPosition, context: ReadContext): Promise<string> {
    const input = {
      ...this.#stream,
      ShardId,
      ShardIteratorType: position.type,
      ...(position.type === "AT_TIMESTAMP" && { Timestamp: new Date(position.timestamp) }),
      ...(position.type === "AFTER_SEQUENCE_NUMBER" && { StartingSequenceNumber: position.sequenceNumber }),
    };
    const { ShardIterator } = await this.#host.bus.call("kinesis", "GetShardIterator", input, this.#context(context));
    return ShardIterator!;
  }

  async read(shardId: string, ShardIterator: string, Limit: number, context: ReadContext): Promise<ReadRecords> {
    const input = { ...this.#stream, ShardIterator, Limit };
    const answer = await this.#host.bus.call("kinesis", "GetRecords", input, this.#context(context));
    const { Records = [], NextShardIterator: next, MillisBehindLatest = 0 } = answer;
    const records = Records.map((record) => this.#record(shardId, record, context.version.role));
    return { records, ...(next !== undefined && { next }), isUpToDate: MillisBehindLatest === 0 };
  }

  async retention(context: ReadContext): Promise<number> {
    return (await this.#describe(context)).RetentionPeriodHours! * hour;
  }

  async identity(context: ReadContext): Promise<string> {
    return (await this.#describe(context)).StreamCreationTimestamp!.toISOString();
  }

  async #describe(context: ReadContext): Promise<StreamDescriptionSummary> {
    const call = this.#context(context);
    const answer = await this.#host.bus.call("kinesis", "DescribeStreamSummary", this.#stream, call);
    return answer.StreamDescriptionSummary!;
  }

  #record(shardId: string, record: _Record, invokeIdentityArn: string): StreamRecord {
    const { region, filters } = this.#mapping;
    const sequenceNumber = record.SequenceNumber!;
    const arrival = record.ApproximateArrivalTimestamp!.getTime();
    const bytes = record.Data!;
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kinesis = {
      kinesisSchemaVersion: "1.0",
      partitionKey: record.PartitionKey!,
      sequenceNumber,
      data: data.toString("base64"),
      approximateArrivalTimestamp: arrival / 1000,
    };
    const around = {
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `${shardId}:${sequenceNumber}`,
      eventName: "aws:kinesis:record",
      invokeIdentityArn,
      awsRegion: region,
      eventSourceARN: streamArnOf(this.#mapping),
    };
    const json = JSON.stringify({ kinesis, ...around });
    const passes = filters === undefined || this.#filter.passes({ ...kinesis, ...around }, data.toString("utf8"));
    return { sequenceNumber, orderKey: kinesis.partitionKey, arrival, json, size: Buffer.byteLength(json) + 1, passes };
  }
}
