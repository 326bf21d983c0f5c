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

/** Whether the client hides that a user does not exist. */
export function hidesUserExistence(client: PoolClient): boolean {
  return client.settings.PreventUserExistenceErrors === "ENABLED";
}
