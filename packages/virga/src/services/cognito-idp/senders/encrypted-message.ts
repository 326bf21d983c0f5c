import { createCipheriv, generateKeyPair, hkdfSync, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";

/**
 * Messages of the AWS Encryption SDK, as Cognito writes them: version 1 of the format, AES-256-GCM with a key derived by
 * HKDF-SHA384 and a signature by ECDSA P-384 (algorithm suite 0x0378), in frames.
 * https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/message-format.html
 */

export type EncryptionContext = Readonly<Record<string, string>>;

/** A data key, and the same encrypted by a KMS key. */
export interface DataKey {
  readonly plaintext: Uint8Array;
  readonly encrypted: Uint8Array;
  /** The ARN of the KMS key. */
  readonly keyArn: string;
}

/** What signs one message; its public key is in the encryption context, which the data key is bound to. */
export interface MessageSigner {
  readonly privateKey: KeyObject;
  /** A compressed point, base64. */
  readonly publicKey: string;
}

const format = { version: 1, customerAuthenticatedData: 0x80, framed: 2 } as const;
const suite = Uint8Array.of(0x03, 0x78);
const nonceSize = 12;
/** Bytes: of a frame's content, all of which a code fits into. */
const frameSize = 4096;
export const messageIdSize = 16;
const signerEntry = "aws-crypto-public-key";
const generate = promisify(generateKeyPair);

/** Makes the key pair of a message's signature. */
export async function createSigner(): Promise<MessageSigner> {
  const { privateKey, publicKey } = await generate("ec", { namedCurve: "P-384" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const isOdd = (Buffer.from(y, "base64url").at(-1)! & 1) === 1;
  const point = Buffer.concat([Uint8Array.of(isOdd ? 3 : 2), Buffer.from(x, "base64url")]);
  return { privateKey, publicKey: point.toString("base64") };
}

/** The encryption context that the data key must be made with. */
export function signedContext(context: EncryptionContext, { publicKey }: MessageSigner): EncryptionContext {
  return { ...context, [signerEntry]: publicKey };
}

function number(value: number, bytes: 1 | 2 | 4 | 8 | 12): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, Math.max(0, bytes - 6), Math.min(bytes, 6));
  return buffer;
}

function sized(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([number(bytes.length, 2), bytes]);
}

/** The pairs in the order of their names' bytes. */
function contextBytes(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).toSorted(([one], [other]) =>
    Buffer.compare(Buffer.from(one), Buffer.from(other)),
  );
  return Buffer.concat([number(pairs.length, 2), ...pairs.flatMap(([name, value]) => [sized(name), sized(value)])]);
}

function header(messageId: Uint8Array, context: EncryptionContext, dataKey: DataKey): Buffer {
  return Buffer.concat([
    Uint8Array.of(format.version, format.customerAuthenticatedData),
    suite,
    messageId,
    sized(contextBytes(context)),
    number(1, 2),
    sized("aws-kms"),
    sized(dataKey.keyArn),
    sized(dataKey.encrypted),
    number(format.framed, 1),
    number(0, 4),
    number(nonceSize, 1),
    number(frameSize, 4),
  ]);
}

/** Encrypted bytes and their tag. */
function sealed(key: Uint8Array, nonce: Uint8Array, authenticated: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(authenticated);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The one frame that a short text needs, which is also the last. */
function finalFrame(key: Uint8Array, messageId: Uint8Array, plaintext: Uint8Array): Buffer {
  const sequence = number(1, 4);
  const nonce = number(1, nonceSize);
  const kind = Buffer.from("AWSKMSEncryptionClient Final Frame");
  const authenticated = Buffer.concat([messageId, kind, sequence, number(plaintext.length, 8)]);
  const end = Buffer.alloc(4, 0xff);
  return Buffer.concat([
    end,
    sequence,
    nonce,
    number(plaintext.length, 4),
    sealed(key, nonce, authenticated, plaintext),
  ]);
}

/**
 * Encrypts a text of one frame. `messageId` must be fresh: 16 random bytes. The context is that of `signedContext`, with
 * which the data key was made.
 */
export function encryptedMessage(
  text: string,
  messageId: Uint8Array,
  context: EncryptionContext,
  dataKey: DataKey,
  { privateKey }: MessageSigner,
): Uint8Array {
  const info = Buffer.concat([suite, messageId]);
  const key = new Uint8Array(hkdfSync("sha384", dataKey.plaintext, Buffer.alloc(0), info, 32));
  const start = header(messageId, context, dataKey);
  const headerNonce = Buffer.alloc(nonceSize);
  const authentication = Buffer.concat([headerNonce, sealed(key, headerNonce, start, Buffer.alloc(0))]);
  const message = Buffer.concat([start, authentication, finalFrame(key, messageId, Buffer.from(text, "utf8"))]);
  return Buffer.concat([message, sized(sign("sha384", message, privateKey))]);
}
