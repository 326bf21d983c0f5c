import { Duration } from "aws-cdk-lib";
import type { IStream } from "aws-cdk-lib/aws-kinesis";
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JitterType,
  JsonPath,
  Map as MapState,
  Parallel,
  Pass,
  Succeed,
  Timeout,
} from "aws-cdk-lib/aws-stepfunctions";
import { CallAwsService } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";

export interface StreamDeliveryProps {
  readonly stream: IStream;
  /**
   * The members that make an input many records, as `{ list: "entry", record: "resource" }` does for
   * `{"entry": [{"resource": ...}, ...]}`. An input without such a list, or with an empty one, is one record; so is every input if
   * absent.
   */
  readonly batch?: { readonly list: string; readonly record: string };
  /**
   * Members of records, as JSONPaths: records of which the first that is there gives the same text stay in order. Records that
   * have none of them are spread over the shards.
   */
  readonly orderBy?: readonly string[];
}

/** How many records PutRecords takes at once. */
const maximumRecords = 500;

/**
 * States that put their input on a stream. Where the stream does not take some records, they are put again with those beside
 * them: each is there at least once. It is tried for hours before the execution fails.
 */
export class StreamDelivery extends Construct {
  readonly definition: IChainable;

  constructor(scope: Construct, id: string, props: StreamDeliveryProps) {
    super(scope, id);
    const { stream, batch, orderBy = [] } = props;
    const record = batch?.record ?? "record";
    const putAll = new MapState(this, "PutChunks", {
      stateName: "PutChunks",
      itemsPath: "$.chunks",
      maxConcurrency: 1,
      resultPath: JsonPath.DISCARD,
    });
    putAll.itemProcessor(this.#keyRecords(record, orderBy).next(this.#put(stream)));
    putAll.next(new Succeed(this, "Delivered", { stateName: "Delivered", outputPath: JsonPath.DISCARD }));
    const one = Pass.jsonPath(this, "OneRecord", {
      stateName: "OneRecord",
      parameters: { chunks: [[{ [record]: JsonPath.objectAt("$") }]] },
    }).next(putAll);
    this.definition = batch ? this.#chooseBatch(batch.list, putAll, one) : one;
  }

  #chooseBatch(list: string, putAll: IChainable, one: IChainable): IChainable {
    const many = Pass.jsonPath(this, "ManyRecords", {
      stateName: "ManyRecords",
      parameters: { chunks: JsonPath.arrayPartition(JsonPath.objectAt(`$.${list}`), maximumRecords) },
    });
    return new Choice(this, "HasManyRecords", { stateName: "HasManyRecords" })
      .when(Condition.isPresent(`$.${list}[0]`), many.next(putAll))
      .otherwise(one);
  }

  /** Makes each item of a chunk an entry of PutRecords. Keys are hashes: what they are made of may be long. */
  #keyRecords(record: string, orderBy: readonly string[]): MapState {
    const entry = (name: string, data: string, key: string) =>
      Pass.jsonPath(this, name, {
        stateName: name,
        parameters: { Data: JsonPath.objectAt(data), PartitionKey: key },
      });
    const choice = new Choice(this, "WhichKey", { stateName: "WhichKey" });
    for (const [index, path] of orderBy.entries()) {
      const member = path.replace(/^\$/, `$.${record}`);
      choice.when(
        Condition.and(Condition.isPresent(member), Condition.isString(member)),
        entry(`KeyOfMember${index + 1}`, `$.${record}`, JsonPath.hash(JsonPath.stringAt(member), "SHA-256")),
      );
    }
    choice.when(Condition.isPresent(`$.${record}`), entry("AnyKey", `$.${record}`, JsonPath.uuid()));
    const keyRecords = new MapState(this, "KeyRecords", { stateName: "KeyRecords" });
    // An item without its record goes as it is: whoever reads the stream can say what is wrong with it.
    return keyRecords.itemProcessor(choice.otherwise(entry("ItemAsItIs", "$", JsonPath.uuid())));
  }

  #put(stream: IStream): Parallel {
    const put = new CallAwsService(this, "PutRecords", {
      stateName: "PutRecords",
      service: "kinesis",
      action: "putRecords",
      iamAction: "kinesis:PutRecords",
      iamResources: [stream.streamArn],
      parameters: { StreamARN: stream.streamArn, Records: JsonPath.objectAt("$") },
      resultSelector: { failed: JsonPath.numberAt("$.FailedRecordCount") },
      taskTimeout: Timeout.duration(Duration.minutes(5)),
    });
    const areAllTaken = new Choice(this, "AreAllTaken", { stateName: "AreAllTaken" })
      .when(Condition.numberEquals("$.failed", 0), new Succeed(this, "AllTaken", { stateName: "AllTaken" }))
      .otherwise(
        new Fail(this, "RecordsNotTaken", {
          stateName: "RecordsNotTaken",
          error: "RecordsNotTaken",
          cause: "The stream did not take all records",
        }),
      );
    const insist = new Parallel(this, "PutChunk", { stateName: "PutChunk", resultPath: JsonPath.DISCARD });
    insist.branch(put.next(areAllTaken));
    // Also where the stream or the permission is missing: that can be put right while the execution waits.
    insist.addRetry({
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxDelay: Duration.minutes(10),
      maxAttempts: 40,
      jitterStrategy: JitterType.FULL,
    });
    return insist;
  }
}
