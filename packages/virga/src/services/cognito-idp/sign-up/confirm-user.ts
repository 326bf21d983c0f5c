import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { type AppClient, hidesUserExistence } from "../app-clients.ts";
import { checkCode, expiredCode } from "../codes/codes.ts";
import { clientUserNotFound, notAuthorized, userIsDisabled } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import { invokeTrigger } from "../triggers/invoke-trigger.ts";
import type { Triggers } from "../triggers/trigger-types.ts";

export interface Confirmation {
  readonly username: string;
  readonly code: string;
  readonly forceAliasCreation: boolean;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/**
 * Confirms the sign-up of a user who returned the code, which also verifies the address it was sent to, and tells the
 * PostConfirmation trigger. Gives the user.
 */
export async function confirmUser(
  call: Call<CognitoState>,
  { pool, client }: AppClient,
  { username, code, forceAliasCreation, clientMetadata }: Confirmation,
): Promise<User> {
  const { state } = call;
  const confirmed = state.transact((transaction) => {
    const user = state.findUser(transaction, pool, username);
    if (!user) throw hidesUserExistence(client) ? expiredCode() : clientUserNotFound();
    if (!user.enabled) throw userIsDisabled();
    if (user.status !== "UNCONFIRMED") throw alreadyConfirmed(user);
    const checked = checkCode(user, "sign-up", code, call.now);
    if (checked.error) {
      state.putUser(transaction, pool, checked.user, user);
      return checked.error;
    }
    const attributes = { ...user.attributes };
    if (checked.attribute) attributes[`${checked.attribute}_verified`] = "true";
    const updated: User = { ...checked.user, attributes, status: "CONFIRMED", modified: call.now };
    state.putUser(transaction, pool, updated, user, forceAliasCreation);
    return updated;
  });
  if (confirmed instanceof AwsError) throw confirmed;
  await postConfirmation(call, pool, confirmed, "PostConfirmation_ConfirmSignUp", client.id, clientMetadata);
  return confirmed;
}

export function alreadyConfirmed(user: User): AwsError {
  return notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
}

/** Tells the PostConfirmation trigger, if the pool has one. What it throws is the caller's answer; the user stays confirmed. */
export async function postConfirmation(
  call: Call<CognitoState>,
  pool: UserPool,
  user: User,
  triggerSource: Triggers["PostConfirmation"]["source"],
  clientId: string | null,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  await invokeTrigger(call, pool, {
    name: "PostConfirmation",
    triggerSource,
    userName: user.username,
    clientId,
    request: { userAttributes: eventAttributes(pool, user), ...(clientMetadata && { clientMetadata }) },
  });
}
