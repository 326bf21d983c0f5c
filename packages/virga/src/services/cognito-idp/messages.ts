import type { DeliveryMediumType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "./errors.ts";
import type { InboxMessage, User, UserPool } from "./model.ts";

const defaultInvitation = "Your username is {username} and temporary password is {####}.";
const defaultInvitationSubject = "Your temporary password";
const defaultVerification = "Your verification code is {####}.";
const defaultVerificationSubject = "Your verification code";

/** A message before the inbox has numbered it. */
export type Draft = Omit<InboxMessage, "number" | "sent">;

function filled(template: string, username: string, code: string): string {
  return template.replaceAll("{username}", username).replaceAll("{####}", code);
}

/**
 * The invitations of AdminCreateUser. Media that the caller names must have an address; by default an SMS goes to
 * users with a phone number. As on AWS, a template without `{####}` is not delivered.
 */
export function invitations(
  pool: UserPool,
  user: User,
  media: readonly DeliveryMediumType[] | undefined,
  password: string,
): readonly Draft[] {
  const template = pool.settings.AdminCreateUserConfig?.InviteMessageTemplate ?? {};
  const drafts: Draft[] = [];
  for (const medium of new Set(media ?? ["SMS" as const])) {
    const attribute = medium === "EMAIL" ? "email" : "phone_number";
    const destination = user.attributes[attribute];
    if (!destination) {
      if (media) throw invalidParameter(`User has no ${attribute} attribute to deliver the message to.`);
      continue;
    }
    const body = (medium === "EMAIL" ? template.EmailMessage : template.SMSMessage) ?? defaultInvitation;
    if (!body.includes("{####}")) continue;
    const name = signInName(pool, user);
    drafts.push({
      username: user.username,
      medium,
      destination,
      ...(medium === "EMAIL" && { subject: template.EmailSubject ?? defaultInvitationSubject }),
      body: filled(body, name, password),
      source: "CustomMessage_AdminCreateUser",
      code: password,
    });
  }
  return drafts;
}

/** What a person signs in with: in pools that make the usernames, their email address or phone number. */
function signInName(pool: UserPool, user: User): string {
  for (const attribute of pool.settings.UsernameAttributes ?? []) {
    const value = user.attributes[attribute];
    if (value) return value;
  }
  return user.username;
}

/** The message that lets a user verify a changed email address or phone number. */
export function verification(pool: UserPool, user: User, attribute: "email" | "phone_number", code: string): Draft {
  const { VerificationMessageTemplate: template, ...old } = pool.settings;
  const email = attribute === "email";
  const body = email
    ? (template?.EmailMessage ?? old.EmailVerificationMessage)
    : (template?.SmsMessage ?? old.SmsVerificationMessage);
  return {
    username: user.username,
    medium: email ? "EMAIL" : "SMS",
    destination: user.attributes[attribute]!,
    ...(email && { subject: template?.EmailSubject ?? old.EmailVerificationSubject ?? defaultVerificationSubject }),
    body: filled(body ?? defaultVerification, user.username, code),
    source: "CustomMessage_UpdateUserAttribute",
    code,
  };
}
