import type { _Record } from "@aws-sdk/client-kinesis";
import type { Cloud } from "../../cdk/cloud.ts";
import { plain, plainLines } from "../plain-text.ts";
import type { Terminal } from "../terminal.ts";
import { failedRecords, textOf } from "./failed-records.ts";
import type { Failure, HeldFailure } from "./failures.ts";

/** Columns of a record that are shown where there may be many. */
const widest = 160;

/** Prints what was given up, each with its records on a line. */
export async function printFailures(terminal: Terminal, cloud: Cloud, failures: readonly HeldFailure[]): Promise<void> {
  for (const held of failures) {
    printFailure(terminal, held);
    const records = await failedRecords(cloud, held.failure);
    for (const record of records) {
      const line = plain(shown(record));
      terminal.line(`  ${line.length > widest ? `${line.slice(0, widest)}…` : line}`);
    }
    printMissing(terminal, held.failure, records.length);
  }
  if (failures.length === 0) terminal.line("nothing was given up");
}

/** Prints one failure with all of its records. */
export async function printWhole(terminal: Terminal, cloud: Cloud, held: HeldFailure): Promise<void> {
  printFailure(terminal, held);
  const records = await failedRecords(cloud, held.failure);
  for (const [index, record] of records.entries()) {
    const { SequenceNumber = "", PartitionKey = "", ApproximateArrivalTimestamp } = record;
    const arrived = ApproximateArrivalTimestamp?.toISOString();
    terminal.line(`  record ${index + 1}: ${SequenceNumber}, key ${plain(PartitionKey)}, arrived ${arrived}`);
    for (const line of plainLines(shown(record, 2)).split("\n")) terminal.line(`    ${line}`);
  }
  const { batchSize } = held.failure.KinesisBatchInfo;
  if (records.length > batchSize) {
    const others = records.length - batchSize;
    terminal.line(`  ${others} of them were not given up with the others: they are of other batches, or filtered out`);
  }
  printMissing(terminal, held.failure, records.length);
}

function printFailure(terminal: Terminal, { id, failure }: HeldFailure): void {
  const { requestContext, timestamp, KinesisBatchInfo: batch } = failure;
  const { condition, approximateInvokeCount: count, functionArn } = requestContext;
  const records = batch.batchSize === 1 ? "1 record" : `${batch.batchSize} records`;
  const tried = count === 1 ? "tried once" : `tried ${count} times`;
  terminal.line(`${terminal.paint("bold", id)} ${terminal.paint("dim", timestamp)} ${condition}, ${tried}`);
  terminal.line(`  ${records} of ${batch.shardId} from ${batch.startSequenceNumber}, for ${functionArn.split(":")[6]}`);
}

function printMissing(terminal: Terminal, { KinesisBatchInfo: { batchSize } }: Failure, found: number): void {
  const missing = batchSize - found;
  if (missing > 0) terminal.line(`  ${terminal.paint("yellow", `${missing} of ${batchSize} no longer on the stream`)}`);
}

/** A record as JSON where it is some, else as a text, else in base64. */
function shown(record: _Record, indent?: number): string {
  const text = textOf(record);
  if (text === undefined) return `base64 ${Buffer.from(record.Data!).toString("base64")}`;
  try {
    return JSON.stringify(JSON.parse(text), undefined, indent);
  } catch {
    return text;
  }
}
