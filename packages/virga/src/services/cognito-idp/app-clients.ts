import { createHmac, timingSafeEqual } from "node:crypto";
import { AwsError } from "../../kernel/errors.ts";
import type { StoreReader } from "../../kernel/store.ts";
import { clientNotFound } from "./errors.ts";
import type { PoolClient, UserPool } from "./model.ts";
import type { CognitoState } from "./state.ts";

/** An app client with its pool. */
export interface AppClient {
  readonly pool: UserPool;
  readonly client: PoolClient;
}

/** The client of a call without credentials, which names nothing but the client's id; or ResourceNotFoundException. */
export function findAppClient(state: CognitoState, reader: StoreReader, clientId: string): AppClient {
  const poolId = state.clientPool(reader, clientId);
  const place = poolId === undefined ? undefined : state.poolPlace(reader, poolId);
  if (!place) throw clientNotFound(clientId);
  const pool = state.pool(reader, place, place.id);
  return { pool, client: state.client(reader, pool, clientId) };
}

/**
 * Checks the secret hash that calls of clients with a secret carry, or throws NotAuthorizedException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function checkSecretHash(client: PoolClient, username: string, given: string | undefined): void {
  if (client.secret === undefined) {
    if (given !== undefined) throw unverifiedSecretHash(client);
    return;
  }
  if (given === undefined) {
    throw new AwsError(
      "NotAuthorizedException",
      `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
    );
  }
  const expected = createHmac("sha256", client.secret).update(`${username}${client.id}`).digest("base64");
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  if (left.length !== right.length || !timingSafeEqual(left, right)) throw unverifiedSecretHash(client);
}

function unverifiedSecretHash(client: PoolClient): AwsError {
  return new AwsError("NotAuthorizedException", `Unable to verify secret hash for client ${client.id}`);
}

/** Whether the client hides that a user does not exist. */
export function hidesUserExistence(client: PoolClient): boolean {
  return client.settings.PreventUserExistenceErrors === "ENABLED";
}
