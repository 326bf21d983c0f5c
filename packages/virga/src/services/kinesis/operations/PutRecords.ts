import { EncodedJson } from "../../../kernel/encoded-json.ts";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { leaveToPut } from "../encryption.ts";
import { isEntry, namesStream } from "../input-checks.ts";
import { shardName } from "../model.ts";
import { type PutEntry, type PutResult, putRecords } from "../putting.ts";
import type { KinesisState } from "../state.ts";
import { type KinesisCall, type OfStream, onStream, streamOf } from "../streams.ts";

interface PutRecordsJson extends OfStream {
  readonly Records: readonly PutEntry[];
  readonly DryRun?: boolean;
}

const mostRecords = 500;

function resultJson({ shard, number, error }: PutResult): string {
  return error
    ? JSON.stringify({ ErrorCode: error.code, ErrorMessage: error.message })
    : `{"SequenceNumber":"${number}","ShardId":"${shardName(shard.index)}"}`;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const PutRecords: Operation<KinesisState, PutRecordsJson> = {
  authorize: onStream("PutRecords"),
  satisfiesModel: (input) =>
    input.Records?.length > 0 &&
    input.Records.length <= mostRecords &&
    namesStream(input) &&
    input.Records.every(isEntry),
  handle(call, input) {
    const found = call.state.find(call.state.reader, streamOf(call, input));
    return whenThere(leaveToPut(call, found), () => put(call, input));
  },
};

function put(call: KinesisCall, input: PutRecordsJson): EncodedJson {
  const { stream, results } = putRecords(
    call,
    input,
    input.Records,
    (index) => `records.${index + 1}.member.`,
    "PutRecords",
  );
  const failed = results.reduce((count, { error }) => (error ? count + 1 : count), 0);
  const encryption = stream.keyId === undefined ? "" : ',"EncryptionType":"KMS"';
  return new EncodedJson(
    `{"FailedRecordCount":${failed},"Records":[${results.map(resultJson).join(",")}]${encryption}}`,
  );
}
