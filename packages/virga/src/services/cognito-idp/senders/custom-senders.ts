import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { Message } from "../messages.ts";
import { poolPrincipal, type UserPool } from "../model.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import { callFunction, eventHeader } from "../triggers/invoke-trigger.ts";
import { createSigner, encryptedMessage, messageIdSize, signedContext } from "./encrypted-message.ts";
import { senderKey } from "./sender-grant.ts";

const senders = { EMAIL: "CustomEmailSender", SMS: "CustomSMSSender" } as const;
const requestTypes = { EMAIL: "customEmailSenderRequestV1", SMS: "customSMSSenderRequestV1" } as const;

function senderFunction(pool: UserPool, medium: Message["medium"]): string | undefined {
  return pool.settings.LambdaConfig?.[senders[medium]]?.LambdaArn;
}

/** Whether a function of the pool's sends messages of this medium, instead of Cognito. */
export function hasSender(pool: UserPool, medium: Message["medium"]): boolean {
  return senderFunction(pool, medium) !== undefined;
}

/**
 * Hands a message's code to the pool's own sender, encrypted. The function runs on its own, as on AWS: nobody waits for it,
 * and whether it fails does not matter here.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 * @throws AwsError UnexpectedLambdaException if it cannot be called, CodeDeliveryFailureException if the key cannot encrypt
 */
export async function handToSender(
  call: Pick<Call, "host" | "span">,
  pool: UserPool,
  message: Message,
  context: { readonly clientId: string; readonly clientMetadata: Readonly<Record<string, string>> | undefined },
): Promise<void> {
  const { medium, user, source } = message;
  const arn = senderFunction(pool, medium)!;
  const name = senders[medium];
  const triggerSource = source.replace("CustomMessage", name);
  const span = call.span.child(`trigger ${triggerSource}`).set("function", arn).set("destination", message.destination);
  try {
    const request = {
      type: requestTypes[medium],
      code: await encryptedCode(call, span, pool, message.code),
      clientMetadata: context.clientMetadata ?? null,
      userAttributes: eventAttributes(pool, user),
    };
    const header = eventHeader(pool, {
      version: "1",
      triggerSource,
      userName: user.username,
      clientId: context.clientId,
    });
    const event = Buffer.from(JSON.stringify({ ...header, request }));
    await callFunction(call.host, span, pool, name, { FunctionName: arn, InvocationType: "Event", Payload: event });
    span.end();
  } catch (thrown) {
    span.end(thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  }
}

/** The code as a message of the AWS Encryption SDK, base64. */
async function encryptedCode({ host }: Pick<Call, "host">, span: Span, pool: UserPool, code: string): Promise<string> {
  const signer = await host.activity.track(createSigner());
  const EncryptionContext = signedContext({ "userpool-id": pool.id }, signer) as Record<string, string>;
  const { account, region } = pool;
  const principal = poolPrincipal(pool);
  const input = { KeyId: senderKey(pool.settings)!, NumberOfBytes: 32, EncryptionContext };
  const dataKey = await host.bus
    .call("kms", "GenerateDataKey", input, { principal, account, region, span })
    .catch((thrown) => {
      throw thrown instanceof AwsError ? new AwsError("CodeDeliveryFailureException", thrown.message) : thrown;
    });
  const key = {
    plaintext: dataKey.Plaintext!,
    encrypted: dataKey.CiphertextBlob!,
    keyArn: dataKey.KeyId!,
  };
  const messageId = host.ids.bytes(messageIdSize);
  return Buffer.from(encryptedMessage(code, messageId, EncryptionContext, key, signer)).toString("base64");
}
