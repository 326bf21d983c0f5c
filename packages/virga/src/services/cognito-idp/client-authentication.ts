import { createHmac, timingSafeEqual } from "node:crypto";
import type { AwsError } from "../../kernel/errors.ts";
import { notAuthorized } from "./errors.ts";
import type { PoolClient } from "./model.ts";

/** What a client with a secret gives with a username, for callers that act as the client; nothing for one without. */
export function ownSecretHash(client: PoolClient, username: string): string | undefined {
  return client.secret === undefined ? undefined : secretHash(client, client.secret, username);
}

/** The base64 of HMAC-SHA256 of username and client id under the client's secret. */
function secretHash(client: PoolClient, secret: string, username: string): string {
  return createHmac("sha256", secret).update(username).update(client.id).digest("base64");
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/**
 * A client with a secret must prove it by the secret hash of the username that the caller gave (or of one of several names
 * for the user); one without a secret must not give a hash. Throws NotAuthorizedException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function checkSecretHash(client: PoolClient, given: string | undefined, ...names: readonly string[]): void {
  const { secret } = client;
  if (secret === undefined) {
    if (given !== undefined) throw unverifiable(client);
    return;
  }
  if (given === undefined) {
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
  if (!names.some((name) => isSame(secretHash(client, secret, name), given))) {
    throw notAuthorized(`SecretHash does not match for the client: ${client.id}`);
  }
}

/** The same where the caller proves the secret by giving it. */
export function checkClientSecret(client: PoolClient, given: string | undefined): void {
  if (client.secret === undefined ? given !== undefined : given === undefined || !isSame(client.secret, given)) {
    throw unverifiable(client);
  }
}

function unverifiable(client: PoolClient): AwsError {
  return notAuthorized(`Unable to verify secret hash for client ${client.id}`);
}
