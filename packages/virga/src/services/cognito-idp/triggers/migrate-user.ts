import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import type { AppClient } from "../app-clients.ts";
import { checkedAttributes } from "../attributes.ts";
import type { User, UserPool } from "../model.ts";
import { passwordRecord } from "../passwords.ts";
import { newUser } from "../sign-up/new-user.ts";
import type { CognitoState } from "../state.ts";
import { hasTrigger, invokeTrigger } from "./invoke-trigger.ts";
import type { Triggers, UserMigrationResponse } from "./trigger-types.ts";

export interface Migration {
  readonly triggerSource: Triggers["UserMigration"]["source"];
  /** As the caller gave it. */
  readonly username: string;
  /** What the user signs in with; absent when a password was forgotten. */
  readonly password?: string;
  readonly validationData?: Readonly<Record<string, string>> | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Asks the UserMigration trigger for a user that the pool does not have, and creates it; `undefined` if the pool has no
 * such trigger. Whatever goes wrong is UserNotFoundException: the user could not be found elsewhere either.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export async function migrateUser(
  call: Call<CognitoState>,
  { pool, client }: AppClient,
  migration: Migration,
): Promise<User | undefined> {
  if (!hasTrigger(pool, "UserMigration")) return undefined;
  const { triggerSource, username, password, validationData, clientMetadata } = migration;
  try {
    const response = await invokeTrigger(call, pool, {
      name: "UserMigration",
      triggerSource,
      userName: username,
      clientId: client.id,
      request: {
        ...(password !== undefined && { password }),
        validationData: validationData ?? null,
        ...(clientMetadata && { clientMetadata }),
      },
    });
    return createMigrated(call, pool, migration, response ?? {});
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw new AwsError("UserNotFoundException", `Exception migrating user in app client ${client.id}`);
  }
}

function createMigrated(
  call: Call<CognitoState>,
  pool: UserPool,
  { username, password }: Migration,
  { userAttributes, finalUserStatus, forceAliasCreation }: UserMigrationResponse,
): User {
  const { state } = call;
  if (!userAttributes) throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
  // The user's name elsewhere is not an attribute of the pool's.
  const { username: _name, ...given } = userAttributes;
  const list = Object.entries(given).map(([Name, Value]) => ({ Name, Value }));
  const attributes = checkedAttributes(pool.schema, list, false);
  // Without the old password the user must make a new one.
  const status = finalUserStatus === "RESET_REQUIRED" || password === undefined ? "RESET_REQUIRED" : "CONFIRMED";
  return state.transact((transaction) => {
    const made = newUser(call, transaction, pool, { username, attributes, status, taken: "User already exists" });
    const user: User =
      password === undefined
        ? made
        : { ...made, password: passwordRecord(pool.id, made.username, password, state.ids) };
    state.putUser(transaction, pool, user, undefined, forceAliasCreation ?? false);
    return user;
  });
}
