import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  EmailMfaConfigType,
  GroupType,
  SchemaAttributeType,
  UserPoolClientType,
  UserPoolType,
  UserStatusType,
  UserType,
  WebAuthnConfigurationType,
} from "@aws-sdk/client-cognito-identity-provider";
import { formatArn } from "../../kernel/arns.ts";
import type { ServicePrincipal } from "../../kernel/principal.ts";
import type { Identity } from "./identity-providers/records.ts";
import type { MessageSource } from "./triggers/trigger-types.ts";

/** What CreateUserPool and UpdateUserPool set, with Cognito's defaults filled in. All of it is plain JSON. */
export type PoolSettings = Omit<CreateUserPoolCommandInput, "PoolName" | "Schema" | "UserPoolTags">;

/** The second factors of a pool: which there are, and how their messages read. */
export interface PoolMfa {
  readonly sms?: boolean;
  readonly softwareToken?: boolean;
  readonly email?: EmailMfaConfigType;
}

/** The grant by which Cognito encrypts with the key of a pool's own senders. */
export interface SenderGrant {
  readonly keyArn: string;
  readonly grantId: string;
}

/** A user pool as it is kept. Instants are epoch milliseconds, here and in all records below. */
export interface UserPool {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly created: number;
  readonly modified: number;
  /** Standard attributes first, then `custom:` and `dev:custom:` ones in the order of their creation. */
  readonly schema: readonly SchemaAttributeType[];
  readonly settings: PoolSettings;
  /** What SetUserPoolMfaConfig set beside the settings. */
  readonly mfa?: PoolMfa;
  /** What it set about passkeys. */
  readonly webAuthn?: WebAuthnConfigurationType;
  readonly senderGrant?: SenderGrant;
  readonly tags: Readonly<Record<string, string>>;
}

export type ClientSettings = Omit<
  CreateUserPoolClientCommandInput,
  "UserPoolId" | "ClientName" | "GenerateSecret" | "ClientSecret"
>;

export interface PoolClient {
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly secret?: string;
  readonly created: number;
  readonly modified: number;
  readonly settings: ClientSettings;
}

/**
 * A password as it is kept: `x` of the Secure Remote Password protocol (RFC 5054), which is a salted SHA-256 that can
 * both check a password and, later, make the verifier of an SRP sign-in. Both are hexadecimal.
 */
export interface PasswordRecord {
  readonly salt: string;
  readonly x: string;
}

/** What a code that a user was sent is good for; an attribute's name means to verify that attribute. */
export type CodePurpose = "email" | "phone_number" | "sign-up" | "forgot-password";

/** A code that was sent to a user. */
export interface VerificationCode {
  readonly code: string;
  readonly expires: number;
  /** The attribute to whose value it was sent, which the code's return verifies. */
  readonly attribute?: "email" | "phone_number";
}

/** A second factor, by the name of its challenge. */
export type MfaFactor = "SMS_MFA" | "SOFTWARE_TOKEN_MFA" | "EMAIL_OTP";

/** A user's second factors. */
export interface UserMfa {
  readonly enabled: readonly MfaFactor[];
  readonly preferred?: MfaFactor;
  /** The authenticator app that the user has shown to have; `lastStep` is the time step of the last code it gave. */
  readonly softwareToken?: { readonly secret: string; readonly name?: string; readonly lastStep?: number };
  /** Whether a passkey that verifies the user stands for all factors. */
  readonly passkey?: boolean;
  /** A secret that the user was given and has not answered for. */
  readonly pendingSecret?: string;
}

export interface User {
  readonly username: string;
  readonly sub: string;
  /** All attributes but `sub`, by name, in the order they were first given. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly status: UserStatusType;
  readonly created: number;
  readonly modified: number;
  readonly password?: PasswordRecord;
  /** When a temporary password ends; absent for permanent ones. */
  readonly temporaryPasswordExpires?: number;
  /** The passwords before the present one, the newest first, if the pool's policy has a history. */
  readonly passwordHistory?: readonly PasswordRecord[];
  /** Codes under way. */
  readonly verificationCodes?: Readonly<Partial<Record<CodePurpose, VerificationCode>>>;
  /** New addresses that wait for their verification before they replace the present ones. */
  readonly pendingAttributes?: Readonly<Partial<Record<"email" | "phone_number", string>>>;
  readonly mfa?: UserMfa;
  /** Who the user is at identity providers; the attribute `identities` tells it as JSON. */
  readonly identities?: readonly Identity[];
  /** When the user asked for codes, or gave wrong ones, lately: instants by what was tried. */
  readonly attempts?: Readonly<Record<string, readonly number[]>>;
}

export interface Group {
  readonly name: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly precedence?: number;
  readonly created: number;
  readonly modified: number;
}

/** A message that Cognito would have sent by e-mail or SMS. */
export interface InboxMessage {
  readonly number: number;
  readonly sent: number;
  readonly username: string;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
  readonly subject?: string;
  readonly body: string;
  /** Why it was sent, as the CustomMessage trigger names it. */
  readonly source: MessageSource;
  /** The temporary password or code in it. */
  readonly code: string;
  /** The link in it that does what the code would do. */
  readonly link?: string;
}

export function poolArn(pool: Pick<UserPool, "region" | "account" | "id">): string {
  return formatArn("cognito-idp", pool.region, pool.account, `userpool/${pool.id}`);
}

/** The name of Cognito's service principal. */
export const cognitoService = "cognito-idp.amazonaws.com";

/** As whom Cognito calls other services for a pool. */
export function poolPrincipal(pool: Pick<UserPool, "region" | "account" | "id">): ServicePrincipal {
  return { kind: "service", service: cognitoService, sourceArn: poolArn(pool), sourceAccount: pool.account };
}

/** The host and path part of a pool's issuer: `cognito-idp.<region>.amazonaws.com/<pool id>`. */
export function poolProviderName(pool: Pick<UserPool, "region" | "id">): string {
  return `cognito-idp.${pool.region}.amazonaws.com/${pool.id}`;
}

/** A pool as the API describes it. `users` is the number of its users. */
export function describePool(pool: UserPool, users: number): UserPoolType {
  return {
    Id: pool.id,
    Name: pool.name,
    ...pool.settings,
    SchemaAttributes: pool.schema as SchemaAttributeType[],
    CreationDate: new Date(pool.created),
    LastModifiedDate: new Date(pool.modified),
    EstimatedNumberOfUsers: users,
    UserPoolTags: pool.tags,
    Arn: poolArn(pool),
  };
}

/** A client as the API describes it, with its secret. */
export function describeClient(client: PoolClient): UserPoolClientType {
  return {
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ...(client.secret === undefined ? {} : { ClientSecret: client.secret }),
    LastModifiedDate: new Date(client.modified),
    CreationDate: new Date(client.created),
    ...client.settings,
  };
}

/** A user's attributes as lists of the API have them: `sub` first; only those in `only`, if it is given. */
export function attributeList(user: User, only?: readonly string[]): { Name: string; Value: string }[] {
  const list = [{ Name: "sub", Value: user.sub }];
  for (const [Name, Value] of Object.entries(user.attributes)) list.push({ Name, Value });
  return only ? list.filter(({ Name }) => only.includes(Name)) : list;
}

/** A user as AdminCreateUser and lists answer it; `only` narrows its attributes. */
export function describeUser(user: User, only?: readonly string[]): UserType {
  return {
    Username: user.username,
    Attributes: attributeList(user, only),
    UserCreateDate: new Date(user.created),
    UserLastModifiedDate: new Date(user.modified),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

export function describeGroup(poolId: string, group: Group): GroupType {
  return {
    GroupName: group.name,
    UserPoolId: poolId,
    ...(group.description === undefined ? {} : { Description: group.description }),
    ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
    ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
    LastModifiedDate: new Date(group.modified),
    CreationDate: new Date(group.created),
  };
}
