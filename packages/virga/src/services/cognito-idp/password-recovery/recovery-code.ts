import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { withNewCode } from "../codes/codes.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import type { Message } from "../messages.ts";
import type { User, UserPool } from "../model.ts";
import { deliveryDetails } from "../send-messages.ts";
import type { CognitoState } from "../state.ts";
import { recoveryAddress } from "./recovery-address.ts";

export interface RecoveryCode {
  readonly message: Message;
  readonly delivery: CodeDeliveryDetailsType;
}

/** Gives a user a code that sets a new password, with `changes` to the record; the answer says what to send. */
export function recoveryCode(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  user: User,
  changes: Partial<User> = {},
): RecoveryCode {
  const { state, now } = call;
  if (user.status === "FORCE_CHANGE_PASSWORD" || user.status === "EXTERNAL_PROVIDER") throw notResettable();
  const attribute = recoveryAddress(pool, user);
  if (!attribute) {
    throw invalidParameter(
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
  }
  const { user: withCode, code } = withNewCode(user, "forgot-password", attribute, now, state.ids);
  const updated: User = { ...withCode, ...changes };
  state.putUser(transaction, pool, updated, user);
  const destination = user.attributes[attribute]!;
  const medium = attribute === "email" ? "EMAIL" : "SMS";
  return {
    message: { source: "CustomMessage_ForgotPassword", user: updated, medium, destination, code },
    delivery: deliveryDetails(attribute, destination),
  };
}

/** Users who never had a password of their own, or whose state is none of these, cannot reset one. */
export function notResettable() {
  return notAuthorized("User password cannot be reset in the current state.");
}
