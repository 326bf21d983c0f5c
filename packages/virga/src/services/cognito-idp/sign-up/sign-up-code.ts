import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "../../../kernel/service.ts";
import { withNewCode } from "../codes/codes.ts";
import type { Message } from "../messages.ts";
import type { User, UserPool } from "../model.ts";
import { deliveryDetails } from "../send-messages.ts";
import type { CognitoState } from "../state.ts";
import type { MessageSource } from "../triggers/trigger-types.ts";
import { confirmationLink } from "./confirmation-link.ts";

/** A code on its way: the user who may return it, the message it is in, and what answers say of where it went. */
export interface CodeUnderWay {
  readonly user: User;
  readonly message: Message;
  readonly delivery: CodeDeliveryDetailsType;
}

/**
 * The address that a pool verifies when a user signs up: the phone number if there is one and the pool verifies phone
 * numbers, or else the email address; none if the pool verifies neither or the user has neither.
 */
export function addressToVerify(pool: UserPool, user: User): "email" | "phone_number" | undefined {
  const verified = pool.settings.AutoVerifiedAttributes ?? [];
  return (["phone_number", "email"] as const).find((name) => verified.includes(name) && user.attributes[name]);
}

/** Gives a user a new code that confirms the sign-up; the code is kept when the user is. */
export function signUpCode(
  call: Call<CognitoState>,
  pool: UserPool,
  user: User,
  attribute: "email" | "phone_number",
  clientId: string,
  source: MessageSource,
): CodeUnderWay {
  const { user: withCode, code } = withNewCode(user, "sign-up", attribute, call.now, call.state.ids);
  const destination = user.attributes[attribute]!;
  const byLink =
    attribute === "email" && pool.settings.VerificationMessageTemplate?.DefaultEmailOption === "CONFIRM_WITH_LINK";
  const link = byLink ? confirmationLink(call, pool, clientId, user.username, code) : undefined;
  const medium = attribute === "email" ? "EMAIL" : "SMS";
  return {
    user: withCode,
    message: { source, user: withCode, medium, destination, code, ...(link !== undefined && { link }) },
    delivery: deliveryDetails(attribute, destination),
  };
}
