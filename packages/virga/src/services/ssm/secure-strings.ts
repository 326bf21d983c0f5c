import type { ParameterTier } from "@aws-sdk/client-ssm";
import type { CallContext } from "../../kernel/bus.ts";
import { AwsError } from "../../kernel/errors.ts";
import type { Eventual } from "../../kernel/eventual.ts";
import type { Call } from "../../kernel/service.ts";
import { decrypt, encrypt, nonceSize } from "./encryption.ts";
import { type ParameterVersion, parameterArn } from "./model.ts";

/**
 * SecureStrings by KMS, with the caller's own permissions: a standard parameter's value is encrypted by the key itself, an
 * advanced one's by a data key, which is kept with it.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
 */

function kmsContext({ principal, account, region, span }: Call): CallContext {
  return { principal, account, region, span, via: "ssm.amazonaws.com" };
}

function arnOf({ region, account }: Call, name: string): string {
  return parameterArn(region, account, name);
}

/** Encrypts a parameter's value; gives base64. @throws AwsError InvalidKeyId, AccessDeniedException */
export async function sealValue(
  call: Call,
  name: string,
  KeyId: string,
  tier: ParameterTier,
  value: string,
): Promise<string> {
  const { bus, ids } = call.host;
  const arn = arnOf(call, name);
  const EncryptionContext = { PARAMETER_ARN: arn };
  try {
    if (tier === "Standard") {
      const input = { KeyId, Plaintext: Buffer.from(value, "utf8"), EncryptionContext };
      const { CiphertextBlob } = await bus.call("kms", "Encrypt", input, kmsContext(call));
      return Buffer.from(CiphertextBlob!).toString("base64");
    }
    const input = { KeyId, KeySpec: "AES_256" as const, EncryptionContext };
    const { Plaintext, CiphertextBlob } = await bus.call("kms", "GenerateDataKey", input, kmsContext(call));
    const size = Buffer.alloc(2);
    size.writeUInt16BE(CiphertextBlob!.length);
    const sealed = encrypt(Plaintext!, ids.bytes(nonceSize), arn, value);
    return Buffer.concat([size, CiphertextBlob!, sealed]).toString("base64");
  } catch (thrown) {
    throw ownError(thrown);
  }
}

/** A version's value: as it is, or decrypted if it is a SecureString's and the caller wants that. @throws AwsError InvalidKeyId */
export function openValue(
  call: Call,
  name: string,
  version: ParameterVersion,
  withDecryption: boolean | undefined,
): Eventual<string> {
  if (version.type !== "SecureString" || !withDecryption) return version.value;
  return decrypted(call, arnOf(call, name), version);
}

async function decrypted(call: Call, arn: string, { value, tier }: ParameterVersion): Promise<string> {
  const bytes = Buffer.from(value, "base64");
  const isStandard = tier === "Standard";
  const end = isStandard ? bytes.length : 2 + bytes.readUInt16BE();
  const input = {
    CiphertextBlob: bytes.subarray(isStandard ? 0 : 2, end),
    EncryptionContext: { PARAMETER_ARN: arn },
  };
  try {
    const { Plaintext } = await call.host.bus.call("kms", "Decrypt", input, kmsContext(call));
    return isStandard ? Buffer.from(Plaintext!).toString("utf8") : decrypt(Plaintext!, arn, bytes.subarray(end));
  } catch (thrown) {
    throw ownError(thrown);
  }
}

/** What is wrong with a key is InvalidKeyId, in KMS's words. */
function ownError(thrown: unknown): unknown {
  if (!(thrown instanceof AwsError) || thrown.code === "AccessDeniedException") return thrown;
  return new AwsError("InvalidKeyId", thrown.message);
}
