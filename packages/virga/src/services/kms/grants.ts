import type { CreateGrantRequest, GrantConstraints, GrantListEntry, GrantOperation } from "@aws-sdk/client-kms";
import { AwsError } from "../../kernel/errors.ts";
import type { ResourceGrant } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import type { EncryptionContext } from "./ciphertexts.ts";
import { notFound, validationException } from "./errors.ts";
import { type Grant, type KeyName, type KmsKey, keyArn } from "./model.ts";
import type { KmsState } from "./state.ts";

/** The grants on a key that allow an operation with an encryption context, whoever they are for. */
export function grantsFor(
  { state }: Call<KmsState>,
  key: KeyName,
  operation: GrantOperation,
  context: EncryptionContext | undefined,
): ResourceGrant[] {
  const holding: ResourceGrant[] = [];
  for (const grant of state.grants(state.reader, key)) {
    if (!grant.operations.includes(operation)) continue;
    if (contextual.has(operation) && !constraintsHold(grant.constraints, context)) continue;
    holding.push({ id: grant.id, grantee: grant.grantee });
  }
  return holding;
}

/** The operations that have an encryption context, which constraints can be about. */
const contextual: ReadonlySet<GrantOperation> = new Set([
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
]);

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
function constraintsHold(constraints: GrantConstraints | undefined, context: EncryptionContext = {}): boolean {
  const { EncryptionContextEquals: equal, EncryptionContextSubset: subset } = constraints ?? {};
  if (equal && !(contains(context, equal) && Object.keys(context).length === Object.keys(equal).length)) return false;
  return !subset || contains(context, subset);
}

function contains(whole: EncryptionContext, part: EncryptionContext): boolean {
  return Object.entries(part).every(([name, value]) => Object.hasOwn(whole, name) && whole[name] === value);
}

/** The grants that let their grantees pass on what a new grant is about: no more operations, no looser constraints. */
export function grantsToCreate(
  { state }: Call<KmsState>,
  key: KeyName,
  { Operations: operations = [], Constraints: constraints }: Pick<CreateGrantRequest, "Constraints" | "Operations">,
): ResourceGrant[] {
  return Array.from(state.grants(state.reader, key))
    .filter((grant) => grant.operations.includes("CreateGrant"))
    .filter((grant) => operations.every((operation) => grant.operations.includes(operation)))
    .filter((grant) => isAtLeastAsStrict(constraints, grant.constraints))
    .map(({ id, grantee }) => ({ id, grantee }));
}

function isAtLeastAsStrict(child: GrantConstraints | undefined, parent: GrantConstraints | undefined): boolean {
  if (!parent?.EncryptionContextEquals && !parent?.EncryptionContextSubset) return true;
  const childContext = child?.EncryptionContextEquals ?? child?.EncryptionContextSubset;
  if (!childContext || (parent.EncryptionContextEquals && !child?.EncryptionContextEquals)) return false;
  return constraintsHold(parent, childContext);
}

/** Checks what a grant is to allow, and to whom. @throws AwsError ValidationException, InvalidArnException */
export function checkGrant(key: KmsKey, input: CreateGrantRequest): void {
  for (const principal of [input.GranteePrincipal, input.RetiringPrincipal]) {
    if (principal !== undefined && !isPrincipal(principal)) throw new AwsError("InvalidArnException", "Invalid Arn");
  }
  const possible = operationsOf(key);
  const impossible = (input.Operations ?? []).find((operation) => !possible.has(operation));
  if (impossible !== undefined) {
    throw validationException(
      `Grant operation ${impossible} is not valid for keys of spec ${key.spec} and usage ${key.usage}.`,
    );
  }
  if (input.Constraints && key.spec !== "SYMMETRIC_DEFAULT") {
    throw validationException("Grant constraints are valid only for symmetric encryption keys.");
  }
}

function isPrincipal(text: string): boolean {
  return (
    /^arn:aws:(?:iam|sts)::\d{12}:.+$/.test(text) || /^\d{12}$/.test(text) || /^[\w.-]+\.amazonaws\.com$/.test(text)
  );
}

const managing: readonly GrantOperation[] = ["CreateGrant", "RetireGrant", "DescribeKey"];

/** https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations */
function operationsOf({ spec, usage }: KmsKey): ReadonlySet<GrantOperation> {
  if (spec === "SYMMETRIC_DEFAULT") return new Set([...managing, ...contextual]);
  switch (usage) {
    case "ENCRYPT_DECRYPT":
      return new Set([...managing, "Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GetPublicKey"]);
    case "SIGN_VERIFY":
      return new Set([...managing, "Sign", "Verify", "GetPublicKey"]);
    case "GENERATE_VERIFY_MAC":
      return new Set([...managing, "GenerateMac", "VerifyMac"]);
    default:
      return new Set([...managing, "DeriveSharedSecret", "GetPublicKey"]);
  }
}

export function grantNotFound(grantId: string): AwsError {
  return notFound(`Grant with id ${grantId} was not found.`);
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html */
export function describeGrant(key: KeyName, grant: Grant): GrantListEntry {
  return {
    KeyId: keyArn(key),
    GrantId: grant.id,
    Name: grant.name ?? "",
    CreationDate: new Date(grant.created),
    GranteePrincipal: grant.grantee,
    ...(grant.retiring !== undefined && { RetiringPrincipal: grant.retiring }),
    IssuingAccount: grant.issuingAccount,
    Operations: [...grant.operations],
    ...(grant.constraints && { Constraints: grant.constraints }),
  };
}

/** A token names its grant; a grant holds at once, so that none is needed. */
export function grantToken(arn: string, grantId: string): string {
  return Buffer.from(JSON.stringify({ arn, grantId })).toString("base64url");
}

/** @throws AwsError InvalidGrantTokenException */
export function readGrantToken(token: string): { readonly arn: string; readonly grantId: string } {
  try {
    const read = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as { arn?: unknown; grantId?: unknown };
    if (typeof read.arn === "string" && typeof read.grantId === "string") {
      return { arn: read.arn, grantId: read.grantId };
    }
  } catch {
    // Not JSON: not a token of ours either.
  }
  throw new AwsError("InvalidGrantTokenException", "Invalid grant token");
}

/** Checks the tokens that an input has. @throws AwsError InvalidGrantTokenException */
export function checkGrantTokens({ GrantTokens: tokens }: { readonly GrantTokens?: readonly string[] | undefined }) {
  for (const token of tokens ?? []) readGrantToken(token);
}

/** Whether two grants let the same principal do the same. */
export function isSameGrant(one: Grant, other: Omit<Grant, "id" | "created">): boolean {
  const content = ({ grantee, retiring, operations, constraints, name }: Omit<Grant, "id" | "created">) =>
    JSON.stringify([grantee, retiring, operations.toSorted(), constraints, name]);
  return content(one) === content(other);
}
