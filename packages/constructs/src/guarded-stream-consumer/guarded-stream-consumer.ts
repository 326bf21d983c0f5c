import { Duration } from "aws-cdk-lib";
import { type Alarm, ComparisonOperator, type IAlarmAction, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { IStream } from "aws-cdk-lib/aws-kinesis";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  type IFunction,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** What a guarded consumer reads, what it gives the records to, and how long it tries. */
export interface GuardedStreamConsumerProps {
  /** What is read. */
  readonly stream: IStream;
  /**
   * What is given the records. It must answer with `{"batchItemFailures": [{"itemIdentifier": SEQUENCE_NUMBER}]}` for what it
   * could not process: everything from the lowest number on is given to it again. It may be given a record more than once.
   */
  readonly handler: IFunction;
  /** Where reading begins. With the oldest record that the stream has if absent. */
  readonly startingPosition?: StartingPosition;
  /** Records of a batch at most, 1 to 10,000. 100 if absent. */
  readonly batchSize?: number;
  /** How long a batch may wait to become full, up to 5 minutes. Not at all if absent. */
  readonly maxBatchingWindow?: Duration;
  /** Batches of a shard at a time, 1 to 10; records of one partition key stay in order. 1 if absent. */
  readonly parallelizationFactor?: number;
  /** How often what failed is tried again before it is given up, 0 to 10,000. 3 if absent. */
  readonly retryAttempts?: number;
  /**
   * What is older is given up without being tried, 1 minute to 7 days. 12 hours if absent: what was given up has to be fetched
   * from the stream, which keeps records for a day at least.
   */
  readonly maxRecordAge?: Duration;
  /** What the failure queue is encrypted with. SQS's own key if absent. */
  readonly failureQueueKey?: IKey;
  /** How long the queue keeps what failed. 14 days if absent, which is the longest. */
  readonly failureRetention?: Duration;
  /** From which age of the records that are read there is an alarm. 5 minutes if absent. */
  readonly maxIteratorAge?: Duration;
  /** What the alarms do. Nothing if absent: they can be looked at. */
  readonly alarmActions?: readonly IAlarmAction[];
  /**
   * Settings of the mapping that are laid over the ones above, for what they don't cover, such as `filters` or `tumblingWindow`.
   */
  readonly mapping?: Omit<EventSourceMappingOptions, "eventSourceArn" | "onFailure">;
}

/**
 * Gives a stream's records to a function such that no record can block those behind it: a batch that fails is split until what
 * is wrong is alone, is tried a few times, and goes to a queue; the others go on.
 *
 * The function's role may read this stream and send to this queue, and gets nothing else from here.
 */
export class GuardedStreamConsumer extends Construct {
  readonly stream: IStream;
  readonly handler: IFunction;
  readonly mapping: EventSourceMapping;
  /**
   * What was given up: where it is on the stream, and why. Not the records themselves.
   * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  readonly failureQueue: Queue;
  /** Something was given up. */
  readonly failureAlarm: Alarm;
  /** The function is behind. */
  readonly iteratorAgeAlarm: Alarm;

  constructor(scope: Construct, id: string, props: GuardedStreamConsumerProps) {
    super(scope, id);
    this.stream = props.stream;
    this.handler = props.handler;
    this.failureQueue = this.#createQueue(props);
    this.#grant();
    this.mapping = this.#createMapping(props);
    this.failureAlarm = this.#createFailureAlarm();
    this.iteratorAgeAlarm = this.#createIteratorAgeAlarm(props.maxIteratorAge ?? Duration.minutes(5));
    for (const action of props.alarmActions ?? []) {
      this.failureAlarm.addAlarmAction(action);
      this.iteratorAgeAlarm.addAlarmAction(action);
    }
  }

  #createQueue({ failureQueueKey, failureRetention = Duration.days(14) }: GuardedStreamConsumerProps): Queue {
    return new Queue(this, "Failures", {
      retentionPeriod: failureRetention,
      enforceSSL: true,
      ...(failureQueueKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: failureQueueKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });
  }

  /** What Lambda needs to read with the function's role, and to say what failed: the CDK's own grants are wider. */
  #grant(): void {
    const { stream, handler, failureQueue } = this;
    stream.grant(
      handler,
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    );
    stream.encryptionKey?.grantDecrypt(handler);
    failureQueue.grant(handler, "sqs:SendMessage");
    failureQueue.encryptionMasterKey?.grant(handler, "kms:Decrypt", "kms:GenerateDataKey");
  }

  #createMapping(props: GuardedStreamConsumerProps): EventSourceMapping {
    const { maxBatchingWindow } = props;
    return new EventSourceMapping(this, "Mapping", {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize ?? 100,
      ...(maxBatchingWindow && { maxBatchingWindow }),
      parallelizationFactor: props.parallelizationFactor ?? 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: props.retryAttempts ?? 3,
      maxRecordAge: props.maxRecordAge ?? Duration.hours(12),
      ...(props.startingPosition && { startingPosition: props.startingPosition }),
      ...props.mapping,
      target: this.handler,
      eventSourceArn: this.stream.streamArn,
      onFailure: { bind: () => ({ destination: this.failureQueue.queueArn }) },
    });
  }

  #createFailureAlarm(): Alarm {
    const metric = this.failureQueue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    });
    return metric.createAlarm(this, "FailureAlarm", {
      alarmDescription:
        "Records of a stream were given up: they can be fetched, corrected and sent again while the stream has them",
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  #createIteratorAgeAlarm(maxIteratorAge: Duration): Alarm {
    const metric = this.handler.metric("IteratorAge", { period: Duration.minutes(1), statistic: Stats.MAXIMUM });
    return metric.createAlarm(this, "IteratorAgeAlarm", {
      alarmDescription: "The function is behind its stream",
      threshold: maxIteratorAge.toMilliseconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
