import type { Cloud } from "../../cdk/cloud.ts";
import { plain } from "../plain-text.ts";
import type { Terminal } from "../terminal.ts";
import { formatAge } from "../terminal.ts";
import { failureCount, failureQueues } from "./failures.ts";
import { readShard, type Start } from "./shard-reads.ts";
import { failureDestination, type StreamMapping } from "./stream-mappings.ts";

interface Trouble {
  readonly at: string;
  readonly attempts: number;
  readonly error: string;
  readonly batchSize: number;
  readonly startSequenceNumber: string;
  readonly approximateArrivalOfFirstRecord: string;
}

/** A shard as the runtime tells of it. */
interface Shard {
  readonly shardId: string;
  readonly sequenceNumber?: string;
  readonly from?: string;
  readonly closed?: boolean;
  readonly troubles: readonly Trouble[];
}

/** Prints what reads streams, how far it is with each shard, and what is blocked there and why. */
export async function printMappings(
  terminal: Terminal,
  cloud: Cloud,
  mappings: readonly StreamMapping[],
): Promise<void> {
  if (mappings.length === 0) terminal.line("no function reads a stream");
  for (const mapping of mappings) {
    const { functionPath, streamName, configuration, uuid } = mapping;
    const { State = "", LastProcessingResult = "" } = configuration;
    terminal.line(`${terminal.paint("bold", functionPath)} reads ${terminal.paint("bold", streamName)}`);
    terminal.line(`  ${State}, last result: ${LastProcessingResult} (mapping ${uuid})`);
    terminal.line(`  ${guards(mapping)}`);
    terminal.line(`  ${await failuresOf(cloud, mapping)}`);
    const { now, shards } = await shardsOf(cloud, uuid);
    for (const shard of shards) await printShard(terminal, cloud, mapping, shard, Date.parse(now));
  }
}

/** What a mapping does with what fails. */
function guards({ configuration }: StreamMapping): string {
  const { MaximumRetryAttempts = -1, MaximumRecordAgeInSeconds = -1 } = configuration;
  const retries = MaximumRetryAttempts < 0 ? "retries without end" : `${MaximumRetryAttempts} retries`;
  const age =
    MaximumRecordAgeInSeconds < 0 ? "of records of any age" : `up to ${formatAge(MaximumRecordAgeInSeconds)} old`;
  const splits = configuration.BisectBatchOnFunctionError ? "splits what fails" : "does not split what fails";
  const reports = configuration.FunctionResponseTypes?.includes("ReportBatchItemFailures");
  return `${retries} ${age}; ${splits}; ${reports ? "takes reports of failed records" : "takes no reports of failed records"}`;
}

async function failuresOf(cloud: Cloud, mapping: StreamMapping): Promise<string> {
  const destination = failureDestination(mapping);
  if (destination === undefined) return "nobody is told of what is given up";
  const [queue] = await failureQueues(cloud, [mapping]);
  if (!queue) return `what is given up is told to ${destination}`;
  const count = await failureCount(cloud, queue);
  const name = destination.split(":").at(-1);
  return count === 0 ? `nothing given up in ${name}` : `${count} given up in ${name}: virga stream failed`;
}

async function shardsOf(
  cloud: Cloud,
  uuid: string,
): Promise<{ readonly now: string; readonly shards: readonly Shard[] }> {
  const answer = await fetch(`${cloud.endpoint()}/_aws/lambda/event-source-mappings/${uuid}/shards`);
  // One that was deleted meanwhile has no shards.
  const { now = "", shards = [] } = (await answer.json()) as {
    readonly now?: string;
    readonly shards?: readonly Shard[];
  };
  return { now, shards };
}

async function printShard(
  terminal: Terminal,
  cloud: Cloud,
  { streamArn }: StreamMapping,
  shard: Shard,
  now: number,
): Promise<void> {
  const { shardId, sequenceNumber, closed, troubles } = shard;
  const checkpoint = sequenceNumber === undefined ? "nothing done" : `done up to ${sequenceNumber}`;
  const say = (color: "green" | "yellow" | "red", text: string) =>
    terminal.line(`  ${shardId}  ${terminal.paint(color, text)}, ${checkpoint}`);
  if (closed) {
    terminal.line(`  ${shardId}  ${terminal.paint("dim", "closed, all done")}`);
    return;
  }
  const age = (arrival: number) => formatAge(Math.max(0, Math.floor((now - arrival) / 1000)));
  if (troubles.length > 0) {
    const oldest = Math.min(...troubles.map((trouble) => Date.parse(trouble.approximateArrivalOfFirstRecord)));
    say("red", `blocked, ${age(oldest)} behind`);
    for (const { attempts, batchSize, startSequenceNumber, error } of troubles) {
      const what =
        batchSize === 1 ? `record ${startSequenceNumber}` : `${batchSize} records from ${startSequenceNumber}`;
      terminal.line(`    ${what}, tried ${attempts === 1 ? "once" : `${attempts} times`}: ${plain(error)}`);
    }
    return;
  }
  for await (const { ApproximateArrivalTimestamp } of readShard(cloud, { streamArn, shardId }, startOf(shard), 1)) {
    say("yellow", `${age(ApproximateArrivalTimestamp!.getTime())} behind`);
    return;
  }
  say("green", "up to date");
}

function startOf({ sequenceNumber, from }: Shard): Start {
  if (sequenceNumber !== undefined) {
    return { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: sequenceNumber };
  }
  if (from !== undefined) return { ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(from) };
  return { ShardIteratorType: "TRIM_HORIZON" };
}
