import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "../../kernel/service.ts";
import { codePlaceholder, composeMessage, linkPlaceholder, type Message, usernamePlaceholder } from "./messages.ts";
import type { UserPool } from "./model.ts";
import { handToSender, hasSender } from "./senders/custom-senders.ts";
import type { CognitoState } from "./state.ts";
import { eventAttributes } from "./triggers/event-attributes.ts";
import { hasTrigger, invokeTrigger } from "./triggers/invoke-trigger.ts";
import type { CustomMessageResponse } from "./triggers/trigger-types.ts";

/** For whom a message is sent: what the CustomMessage trigger learns of the call. */
export interface MessageContext {
  /** The app client's id, or `noClient`. */
  readonly clientId: string;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/**
 * Sends messages of one source to one user: asks the CustomMessage trigger for their words if the pool has it, and
 * puts them into the inbox. Those of a medium that the pool has a sender of its own for go to that alone.
 */
export async function sendMessages(
  call: Call<CognitoState>,
  pool: UserPool,
  messages: readonly Message[],
  context: MessageContext,
): Promise<void> {
  if (messages.length === 0) return;
  const ownMessages = messages.filter(({ medium }) => !hasSender(pool, medium));
  for (const message of messages) {
    if (!ownMessages.includes(message)) await handToSender(call, pool, message, context);
  }
  if (ownMessages.length === 0) return;
  const custom = hasTrigger(pool, "CustomMessage") ? await customMessage(call, pool, ownMessages, context) : undefined;
  const drafts = ownMessages.map((message) => composeMessage(pool, message, custom));
  call.state.transact((transaction) => call.state.send(transaction, pool, call.host.clock.now(), drafts));
}

function customMessage(
  call: Call<CognitoState>,
  pool: UserPool,
  messages: readonly Message[],
  { clientId, clientMetadata }: MessageContext,
): Promise<CustomMessageResponse | undefined> {
  const { source, user } = messages[0]!;
  const byLink = messages.some(({ link }) => link !== undefined);
  return invokeTrigger(call, pool, {
    name: "CustomMessage",
    triggerSource: source,
    userName: user.username,
    clientId,
    request: {
      userAttributes: eventAttributes(pool, user),
      codeParameter: codePlaceholder,
      ...(byLink && { linkParameter: linkPlaceholder }),
      usernameParameter: source === "CustomMessage_AdminCreateUser" ? usernamePlaceholder : null,
      ...(clientMetadata && { clientMetadata }),
    },
  });
}

/** Where a code went, as answers say it: enough for its owner to recognise, and for nobody else. */
export function deliveryDetails(
  attribute: "email" | "phone_number",
  destination: string,
): Required<CodeDeliveryDetailsType> {
  return attribute === "email"
    ? { AttributeName: attribute, DeliveryMedium: "EMAIL", Destination: maskedAddress(destination) }
    : { AttributeName: attribute, DeliveryMedium: "SMS", Destination: maskedNumber(destination) };
}

function maskedAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, 1)}***@${address.slice(at + 1, at + 2)}***`;
}

function maskedNumber(number: string): string {
  return `+${"*".repeat(Math.max(number.length - 5, 0))}${number.slice(-4)}`;
}
