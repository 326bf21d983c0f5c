import type { _Record } from "@aws-sdk/client-kinesis";
import type { Cloud } from "../../cdk/cloud.ts";
import { AwsError, VirgaError } from "../../kernel/errors.ts";
import type { CommandLine } from "../arguments.ts";
import { changeEvent } from "../event-changes.ts";
import { readText } from "../invoke.ts";
import { plain } from "../plain-text.ts";
import type { Terminal } from "../terminal.ts";
import { eventOf, failedRecords, textOf } from "./failed-records.ts";
import { deleteFailure, environmentOf, type HeldFailure } from "./failures.ts";

/** How records are corrected, and where they go. */
type Correction = Pick<CommandLine, "set" | "payload" | "record" | "put">;

/**
 * Gives the records of a failure to its function again, or puts them back on the stream; when that is done, the failure's
 * message is deleted.
 * @throws VirgaError if there are none any more, or the function can't process them; the message stays.
 */
export async function redrive(
  terminal: Terminal,
  cloud: Cloud,
  held: HeldFailure,
  correction: Correction,
): Promise<void> {
  const { batchSize, streamArn } = held.failure.KinesisBatchInfo;
  const found = await failedRecords(cloud, held.failure);
  if (found.length === 0) {
    throw new VirgaError("NoLongerRetained", `the records of ${held.id} are no longer on the stream`, {
      hint: `forget them with: virga stream drop ${held.id}`,
    });
  }
  const records = await correct(found, correction);
  if (correction.put) await putBack(cloud, streamArn, records);
  else await giveToFunction(cloud, held, records);
  await deleteFailure(cloud, held);
  const what = records.length === 1 ? "1 record" : `${records.length} records`;
  terminal.line(
    `${terminal.paint("green", "✔")} ${held.id}: ${what} ${correction.put ? "back on the stream" : "processed"}`,
  );
  if (found.length < batchSize) terminal.line(`  ${batchSize - found.length} of ${batchSize} no longer on the stream`);
}

async function correct(records: readonly _Record[], { set, payload, record }: Correction): Promise<readonly _Record[]> {
  if (set.length === 0 && payload === undefined) {
    if (record === undefined) return records;
    throw new VirgaError("BadArgument", "--record says which record --set or --payload is for; neither is there");
  }
  if (record === undefined && records.length > 1) {
    throw new VirgaError(
      "BadArgument",
      `there are ${records.length} records: name the one to correct with --record N`,
      {
        hint: "virga stream show MESSAGE numbers them",
      },
    );
  }
  const index = (record ?? 1) - 1;
  const chosen = records[index];
  if (!chosen) throw new VirgaError("BadArgument", `there is no record ${record}, only ${records.length}`);
  const text = payload === undefined ? textOf(chosen) : await readText(payload);
  const corrected = set.length === 0 ? (text ?? "") : JSON.stringify(changeEvent(parse(text), set));
  return records.with(index, { ...chosen, Data: Buffer.from(corrected) });
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "") as unknown;
  } catch {
    throw new VirgaError("BadArgument", "the record is not JSON: --set can change nothing of it", {
      hint: "give all of it with --payload",
    });
  }
}

/** In their order, so that those of a key stay in theirs. */
async function putBack(cloud: Cloud, streamArn: string, records: readonly _Record[]): Promise<void> {
  for (const { PartitionKey, Data } of records) {
    await cloud.call("kinesis", "PutRecord", { StreamARN: streamArn, PartitionKey, Data }, environmentOf(streamArn));
  }
}

async function giveToFunction(cloud: Cloud, held: HeldFailure, records: readonly _Record[]): Promise<void> {
  const FunctionName = held.failure.requestContext.functionArn;
  const environment = environmentOf(FunctionName);
  try {
    const { Role = "" } = await cloud.call("lambda", "GetFunctionConfiguration", { FunctionName }, environment);
    const Payload = Buffer.from(JSON.stringify(eventOf(records, held.failure, Role)));
    const answer = await cloud.call("lambda", "Invoke", { FunctionName, Payload }, environment);
    const text = new TextDecoder().decode(answer.Payload);
    if (answer.FunctionError !== undefined || reportsFailures(text)) throw notProcessed(held, text);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw notProcessed(held, `${thrown.code}: ${thrown.message}`);
  }
}

function notProcessed({ id, failure }: HeldFailure, answer: string): VirgaError {
  return new VirgaError("NotProcessed", `the function could not process them: ${plain(answer)}`, {
    where: id,
    hint: `see why: virga logs ${failure.requestContext.functionArn.split(":")[6]}`,
  });
}

/** Whether an answer names records that failed. */
function reportsFailures(text: string): boolean {
  try {
    const { batchItemFailures } = JSON.parse(text) as { readonly batchItemFailures?: unknown };
    return Array.isArray(batchItemFailures) && batchItemFailures.length > 0;
  } catch {
    return false;
  }
}
