import { AwsError } from "../../../kernel/errors.ts";
import type { Eventual } from "../../../kernel/eventual.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import { cognitoService, type PoolSettings, poolPrincipal, type SenderGrant, type UserPool } from "../model.ts";

/** The KMS key that encrypts codes for a pool's senders; undefined if the pool has none. */
export function senderKey({ LambdaConfig: config }: Pick<PoolSettings, "LambdaConfig">): string | undefined {
  return config?.CustomEmailSender || config?.CustomSMSSender ? config.KMSKeyID : undefined;
}

/**
 * Lets Cognito encrypt with the key that a pool's settings name, by a grant that the caller must be allowed to create, and gives
 * up the grant on the key before.
 * @throws AwsError InvalidParameterException if there is no such key, AccessDeniedException
 */
export function changedSenderGrant(
  call: Call,
  pool: Pick<UserPool, "id" | "account" | "region" | "senderGrant">,
  settings: PoolSettings,
): Eventual<SenderGrant | undefined> {
  const wanted = senderKey(settings);
  const { senderGrant: current } = pool;
  if (wanted === current?.keyArn) return current;
  return replaceGrant(call, pool, wanted);
}

async function replaceGrant(
  call: Call,
  pool: Pick<UserPool, "id" | "account" | "region" | "senderGrant">,
  keyArn: string | undefined,
): Promise<SenderGrant | undefined> {
  const grant = keyArn === undefined ? undefined : await createGrant(call, pool, keyArn);
  await retireSenderGrant(call, pool);
  return grant;
}

async function createGrant(call: Call, pool: Pick<UserPool, "id">, keyArn: string): Promise<SenderGrant> {
  const { principal, account, region, span } = call;
  const input = {
    KeyId: keyArn,
    GranteePrincipal: cognitoService,
    Operations: ["Encrypt" as const, "GenerateDataKey" as const, "RetireGrant" as const],
    Constraints: { EncryptionContextSubset: { "userpool-id": pool.id } },
  };
  try {
    const context = { principal, account, region, span, via: cognitoService };
    const { GrantId: grantId = "" } = await call.host.bus.call("kms", "CreateGrant", input, context);
    return { keyArn, grantId };
  } catch (thrown) {
    if (!(thrown instanceof AwsError) || thrown.code === "AccessDeniedException") throw thrown;
    throw invalidParameter(thrown.message);
  }
}

/** Gives up a pool's grant. A key that is gone has no grants any more. */
export async function retireSenderGrant(
  { host, span }: Call,
  pool: Pick<UserPool, "id" | "account" | "region" | "senderGrant">,
): Promise<void> {
  const { account, region, senderGrant: grant } = pool;
  if (!grant) return;
  const principal = poolPrincipal(pool);
  const input = { KeyId: grant.keyArn, GrantId: grant.grantId };
  try {
    await host.bus.call("kms", "RetireGrant", input, { principal, account, region, span });
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "NotFoundException")) throw thrown;
  }
}
