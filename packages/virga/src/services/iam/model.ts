import { createHash } from "node:crypto";
import { formatArn } from "../../kernel/arns.ts";
import type { Ids } from "../../kernel/ids.ts";

/** What roles, users, groups and managed policies have in common. */
export interface Entity {
  readonly account: string;
  readonly name: string;
  /** Starts and ends with `/`. */
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role, user or group: what policies are put on and attached to. */
export interface PolicyHolder extends Entity {
  /** Documents of the inline policies by name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs of managed policies in the order in which they were attached. */
  readonly attachedPolicies: readonly string[];
  readonly permissionsBoundary?: string;
}

export interface Role extends PolicyHolder {
  readonly description?: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly trustPolicy: string;
}

export interface User extends PolicyHolder {
  /** Names of the groups that the user is in, in their order; none if absent. */
  readonly groups?: readonly string[];
}

export type Group = PolicyHolder;

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface ManagedPolicy extends Entity {
  readonly description?: string;
  readonly updatedAt: number;
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersion: string;
  /** Number of the newest version ever made; numbers are not used again. */
  readonly latestVersion: number;
}

export interface AccessKey {
  readonly account: string;
  readonly userName: string;
  readonly id: string;
  readonly secret: string;
  readonly active: boolean;
  readonly createdAt: number;
}

/** Quotas of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; sizes in characters without white space. */
export const quotas = {
  roleInlinePolicies: 10_240,
  userInlinePolicies: 2_048,
  groupInlinePolicies: 5_120,
  trustPolicy: 2_048,
  managedPolicy: 6_144,
  attachedPolicies: 10,
  policyVersions: 5,
  accessKeysPerUser: 2,
  groupsPerUser: 10,
  tags: 50,
} as const;

export type EntityType = "role" | "user" | "group" | "policy";

export function entityArn(type: EntityType, account: string, path: string, name: string): string {
  return formatArn("iam", "", account, `${type}${path}${name}`);
}

/** The name at the end of an IAM ARN. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const idPrefixes = { role: "AROA", user: "AIDA", group: "AGPA", policy: "ANPA" } as const;

/** A unique id such as `AROA...`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function createEntityId(ids: Ids, type: EntityType): string {
  return idPrefixes[type] + ids.text(17, idAlphabet);
}

/** The id of a policy that AWS manages, always the same. */
export function managedPolicyId(name: string): string {
  const digest = createHash("sha256").update(name).digest();
  return idPrefixes.policy + Array.from(digest.subarray(0, 17), (byte) => idAlphabet[byte % 32]).join("");
}

/** The size that quotas count: white space is free. */
export function policySize(document: string): number {
  return document.replace(/\s/g, "").length;
}

/** Policy documents are percent-encoded in IAM's answers. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The version of a managed policy that is in force. */
export function defaultDocument(policy: ManagedPolicy): string {
  return policy.versions.find(({ id }) => id === policy.defaultVersion)?.document ?? "";
}
