import type { DeliveryMediumType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "./errors.ts";
import type { InboxMessage, User, UserPool } from "./model.ts";
import type { CustomMessageResponse, MessageSource } from "./triggers/trigger-types.ts";

/** What stands for the code (or temporary password), the username and the link in templates. */
export const codePlaceholder = "{####}";
export const usernamePlaceholder = "{username}";
export const linkPlaceholder = "{##Click Here##}";

const defaultInvitation = "Your username is {username} and temporary password is {####}.";
const defaultInvitationSubject = "Your temporary password";
const defaultVerification = "Your verification code is {####}.";
const defaultVerificationSubject = "Your verification code";
const defaultLink = "Please click the link below to verify your email address. {##Verify Email##}";
const defaultLinkSubject = "Your verification link";
const defaultAuthentication = "Your authentication code is {####}.";
const defaultAuthenticationSubject = "Your authentication code";

const templateCharacters = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*";
/** AWS's patterns of the texts that go out, which a trigger's texts must match. */
const patterns = {
  emailBody: `${templateCharacters}\\{####\\}${templateCharacters}`,
  linkBody: `${templateCharacters}\\{##${templateCharacters}##\\}${templateCharacters}`,
  smsMessage: ".*\\{####\\}.*",
  emailSubject: "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+",
} as const;
const linkText = /\{##([\p{L}\p{M}\p{S}\p{N}\p{P}\s]*?)##\}/u;

/** A message before the inbox has numbered it. */
export type Draft = Omit<InboxMessage, "number" | "sent">;

/** Something to tell a user: a code or a temporary password, and where it goes. */
export interface Message {
  readonly source: MessageSource;
  readonly user: User;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
  readonly code: string;
  /** The link that does what the code would do, for e-mails of pools that verify by link. */
  readonly link?: string;
  /** The texts that the pool has for it; otherwise those of verification messages or invitations. */
  readonly template?: { readonly subject?: string | undefined; readonly body?: string | undefined };
}

interface Texts {
  readonly subject?: string;
  readonly body: string;
}

/** Puts the message into words: the CustomMessage trigger's, or else the pool's, or else Cognito's. */
export function composeMessage(pool: UserPool, message: Message, custom: CustomMessageResponse = {}): Draft {
  const { source, user, medium, destination, code, link } = message;
  const texts = customTexts(message, custom) ?? poolTexts(pool, message);
  const name = source === "CustomMessage_AdminCreateUser" ? signInName(pool, user) : user.username;
  const body = texts.body
    .replaceAll(usernamePlaceholder, () => name)
    .replaceAll(codePlaceholder, () => code)
    .replace(linkText, (all, text: string) => (link ? `<a href="${link}">${text}</a>` : all));
  return {
    username: user.username,
    medium,
    destination,
    ...(medium === "EMAIL" && { subject: texts.subject ?? defaultVerificationSubject }),
    body,
    source,
    code,
    ...(link !== undefined && { link }),
  };
}

/** The trigger's texts, if it gave any for this medium; they are checked as AWS checks what it sends. */
function customTexts(message: Message, custom: CustomMessageResponse): Texts | undefined {
  const email = message.medium === "EMAIL";
  const body = email ? custom.emailMessage : custom.smsMessage;
  if (body === null || body === undefined) return undefined;
  if (body === "") throw invalidParameter("The message is empty.");
  if (email) checkText("emailBody", body, message.link ? patterns.linkBody : patterns.emailBody, 20_000);
  else checkText("smsMessage", body, patterns.smsMessage, 140);
  if (message.source === "CustomMessage_AdminCreateUser" && !body.includes(usernamePlaceholder)) {
    throw invalidParameter(`The message must contain the username placeholder ${usernamePlaceholder}.`);
  }
  const subject = custom.emailSubject;
  if (!email || subject === null || subject === undefined) return { body, subject: poolSubject(message) };
  checkText("emailSubject", subject, patterns.emailSubject, 140);
  return { body, subject };
}

function checkText(member: string, text: string, pattern: string, longest: number): void {
  const matches = new RegExp(`^(?:${pattern})$`, "su").test(text);
  const broken = matches
    ? text.length > longest && `have length less than or equal to ${longest}`
    : `satisfy regular expression pattern: ${pattern}`;
  if (!broken) return;
  throw invalidParameter(
    `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must ${broken}`,
  );
}

function poolSubject({ source, link }: Message): string {
  if (source === "CustomMessage_AdminCreateUser") return defaultInvitationSubject;
  if (source === "CustomMessage_Authentication") return defaultAuthenticationSubject;
  return link ? defaultLinkSubject : defaultVerificationSubject;
}

function poolTexts(pool: UserPool, message: Message): Texts {
  const email = message.medium === "EMAIL";
  const { VerificationMessageTemplate: template, AdminCreateUserConfig, ...old } = pool.settings;
  const invite = AdminCreateUserConfig?.InviteMessageTemplate;
  const texts = (subject: string | undefined, body: string | undefined, ownBody: string): Texts => ({
    subject: subject ?? poolSubject(message),
    body: body ?? ownBody,
  });
  if (message.source === "CustomMessage_AdminCreateUser") {
    return texts(invite?.EmailSubject, email ? invite?.EmailMessage : invite?.SMSMessage, defaultInvitation);
  }
  if (message.source === "CustomMessage_Authentication") {
    const body = message.template?.body ?? (email ? undefined : old.SmsAuthenticationMessage);
    return texts(message.template?.subject, body, defaultAuthentication);
  }
  if (message.link) return texts(template?.EmailSubjectByLink, template?.EmailMessageByLink, defaultLink);
  const body = email
    ? (template?.EmailMessage ?? old.EmailVerificationMessage)
    : (template?.SmsMessage ?? old.SmsVerificationMessage);
  return texts(template?.EmailSubject ?? old.EmailVerificationSubject, body, defaultVerification);
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
): readonly Message[] {
  const template = pool.settings.AdminCreateUserConfig?.InviteMessageTemplate ?? {};
  const messages: Message[] = [];
  for (const medium of new Set(media ?? ["SMS" as const])) {
    const attribute = medium === "EMAIL" ? "email" : "phone_number";
    const destination = user.attributes[attribute];
    if (!destination) {
      if (media) throw invalidParameter(`User has no ${attribute} attribute to deliver the message to.`);
      continue;
    }
    const body = (medium === "EMAIL" ? template.EmailMessage : template.SMSMessage) ?? defaultInvitation;
    if (!body.includes(codePlaceholder)) continue;
    messages.push({ source: "CustomMessage_AdminCreateUser", user, medium, destination, code: password });
  }
  return messages;
}

/** What a person signs in with: in pools that make the usernames, their email address or phone number. */
function signInName(pool: UserPool, user: User): string {
  for (const attribute of pool.settings.UsernameAttributes ?? []) {
    const value = user.attributes[attribute];
    if (value) return value;
  }
  return user.username;
}
