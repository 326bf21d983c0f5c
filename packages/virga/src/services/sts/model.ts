import type { Credentials, Tag } from "@aws-sdk/client-sts";
import { tryParseArn } from "../../kernel/arns.ts";
import { type Principal, principalName } from "../../kernel/principal.ts";
import { validationError } from "./errors.ts";
import type { TemporaryCredentials } from "./state.ts";

/** Seconds. */
export const durations = {
  default: 3_600,
  /** A role that was assumed with a role's credentials. */
  chained: 3_600,
  sessionToken: 43_200,
  rootSessionToken: 3_600,
} as const;

const mostSessionTags = 50;

/** The unique id of a caller: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
export function callerId(principal: Principal, account: string): string {
  if (principal.kind === "session") return `${principal.roleId}:${principal.sessionName}`;
  return principal.kind === "user" ? principal.userId : account;
}

export function callerArn(principal: Principal): string {
  return principalName(principal);
}

export function credentialsShape(issued: TemporaryCredentials): Credentials {
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: new Date(issued.expiresAt),
  };
}

/** Checks that a text is the ARN of a role. */
export function checkRoleArn(arn: string): void {
  const parsed = tryParseArn(arn);
  if (!parsed) throw validationError(`${arn} is invalid`);
  if (parsed.service !== "iam" || !/^\d{12}$/.test(parsed.account) || !parsed.resource.startsWith("role/")) {
    throw validationError(`${arn} is invalid`);
  }
}

/** Tags that a session passes on to the sessions of the roles it assumes. */
export function inheritedTags(principal: Principal): Readonly<Record<string, string>> {
  if (principal.kind !== "session") return {};
  const { tags = {}, transitiveTagKeys = [] } = principal;
  return Object.fromEntries(transitiveTagKeys.map((key) => [key, tags[key] ?? ""]));
}

/** The tags of a session: those given, and those inherited, which may not be replaced. */
export function sessionTags(
  given: readonly Tag[] = [],
  inherited: Readonly<Record<string, string>>,
): Record<string, string> {
  if (given.length > mostSessionTags) throw validationError(`The number of session tags exceeds ${mostSessionTags}.`);
  const keys = given.map(({ Key = "" }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw validationError("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  if (Object.keys(inherited).some((key) => keys.includes(key.toLowerCase()))) {
    throw validationError(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the " +
        "calling session.",
    );
  }
  return { ...inherited, ...Object.fromEntries(given.map(({ Key = "", Value = "" }) => [Key, Value])) };
}

/** The keys of the tags that go on to further sessions. */
export function transitiveTagKeys(
  asked: readonly string[] = [],
  tags: Readonly<Record<string, string>>,
  inherited: Readonly<Record<string, string>>,
): readonly string[] {
  if (asked.some((key) => tags[key] === undefined)) {
    throw validationError("The specified transitive tag key must be included in the requested tags.");
  }
  return [...new Set([...Object.keys(inherited), ...asked])];
}
