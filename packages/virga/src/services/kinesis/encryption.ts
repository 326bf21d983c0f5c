import { AwsError } from "../../kernel/errors.ts";
import { keyErrors } from "./data-keys.ts";
import { type Stream, streamArn } from "./model.ts";
import type { KinesisCall } from "./streams.ts";

/** How long a data key serves a caller. */
const reuse = 300_000;

function encrypted(stream: Stream | undefined) {
  if (stream?.keyId === undefined) return undefined;
  const { account, region, keyId } = stream;
  return { arn: streamArn(stream), account, region, keyId, reuse };
}

/** Leave to put records into a stream, as far as its key has a say; undefined if there is nothing to wait for. */
export function leaveToPut(call: KinesisCall, stream: Stream | undefined): Promise<void> | undefined {
  const resource = encrypted(stream);
  return resource && call.state.dataKeys.toWrite(call, resource);
}

/** The same to read them. */
export function leaveToRead(call: KinesisCall, stream: Stream | undefined): Promise<void> | undefined {
  const resource = encrypted(stream);
  return resource && call.state.dataKeys.toRead(call, resource);
}

/** Checks that a stream can be encrypted with a key. @throws AwsError KMSNotFoundException and others about keys */
export async function checkKey(call: KinesisCall, KeyId: string): Promise<void> {
  const { principal, account, region, span } = call;
  const context = { principal, account, region, span, via: "kinesis.amazonaws.com" };
  try {
    const { KeyMetadata: key } = await call.host.bus.call("kms", "DescribeKey", { KeyId }, context);
    if (key?.KeyState === "Disabled") throw new AwsError("DisabledException", `${key.Arn} is disabled.`);
    if (key?.KeyState !== "Enabled") throw new AwsError("KMSInvalidStateException", `${key?.Arn} is pending deletion.`);
    if (key.KeySpec !== "SYMMETRIC_DEFAULT") {
      throw new AwsError("InvalidKeyUsageException", `${key.Arn} is no symmetric encryption key.`);
    }
  } catch (thrown) {
    const code = thrown instanceof AwsError ? keyErrors[thrown.code] : undefined;
    throw code === undefined ? thrown : new AwsError(code, (thrown as AwsError).message);
  }
}
