import type { EncryptionAlgorithmSpec, GrantOperation, KeyUsageType } from "@aws-sdk/client-kms";
import type { AuthorizationRequest, ConditionValues } from "../../kernel/iam/ports.ts";
import type { Call, Operation } from "../../kernel/service.ts";
import type { EncryptionContext } from "./ciphertexts.ts";
import { aliasNotFound, disabled, dryRun, invalidKeyUsage, invalidState, keyNotFound } from "./errors.ts";
import { grantsFor } from "./grants.ts";
import { type KeyReference, parseKeyReference } from "./key-references.ts";
import { ensureManagedKey, managedAliasOf } from "./managed-keys.ts";
import { aliasArn, type KmsKey, keyArn } from "./model.ts";
import type { KmsState } from "./state.ts";

export type KmsCall = Call<KmsState>;
export type KmsOperation<Input, Output = object> = Operation<KmsState, Input, Omit<Output, "$metadata">>;

interface OfKey {
  readonly KeyId?: string | undefined;
}

/** The key that a reference names; undefined if there is none. */
function lookUp(call: KmsCall, reference: KeyReference): KmsKey | undefined {
  const { state } = call;
  const { account, region, alias } = reference;
  if (reference.keyId !== undefined) return state.findKey(state.reader, { account, region, id: reference.keyId });
  const found = state.alias(state.reader, reference, alias!);
  if (found) return state.findKey(state.reader, { account, region, id: found.keyId });
  return alias === managedAliasOf(call) && account === call.account ? ensureManagedKey(call) : undefined;
}

/** The key that a `KeyId` names, by its id, its ARN, or an alias of it. @throws AwsError NotFoundException */
export function namedKey(call: KmsCall, keyId: string | undefined): KmsKey {
  const reference = parseKeyReference(keyId ?? "", call);
  const key = lookUp(call, reference);
  if (key) return key;
  const { account, region, alias } = reference;
  throw alias === undefined
    ? keyNotFound(keyArn({ account, region, id: reference.keyId! }))
    : aliasNotFound(aliasArn(region, account, alias));
}

/** The same for the operations that take no alias. */
export function identifiedKey(call: KmsCall, keyId: string | undefined): KmsKey {
  const { alias, account, region } = parseKeyReference(keyId ?? "", call);
  if (alias !== undefined) throw aliasNotFound(aliasArn(region, account, alias));
  return namedKey(call, keyId);
}

/** @throws AwsError KMSInvalidStateException if the key is about to be deleted */
export function notPendingDeletion(key: KmsKey): KmsKey {
  if (key.state === "PendingDeletion") throw invalidState(`${keyArn(key)} is pending deletion.`);
  return key;
}

/** @throws AwsError DisabledException, KMSInvalidStateException */
export function enabledKey(key: KmsKey): KmsKey {
  if (key.state === "Disabled") throw disabled(keyArn(key));
  return notPendingDeletion(key);
}

/** A key that can do a cryptographic operation now. @throws AwsError InvalidKeyUsageException and those of its state */
export function usableKey(key: KmsKey, operation: string, usage: KeyUsageType): KmsKey {
  enabledKey(key);
  if (key.usage !== usage) {
    throw invalidKeyUsage(`${keyArn(key)} key usage is ${key.usage} which is not valid for ${operation}.`);
  }
  return key;
}

/** A symmetric key that can do the operation now. */
export function symmetricKey(key: KmsKey, operation: string): KmsKey {
  usableKey(key, operation, "ENCRYPT_DECRYPT");
  if (key.spec !== "SYMMETRIC_DEFAULT") {
    throw invalidKeyUsage(`${keyArn(key)} key spec is ${key.spec} which is not valid for ${operation}.`);
  }
  return key;
}

/** Ends a request that only asked whether it would succeed, when all that could hinder it is checked. */
export function endDryRun({ DryRun: isDryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (isDryRun) throw dryRun();
}

/** What policies and grants may ask of a request for a key. */
export interface KeyRequestDetails {
  /** The `KeyId` of the input, for `kms:RequestAlias`. */
  readonly reference?: string | undefined;
  /** The operation as grants name it, if a grant can allow it. */
  readonly grantOperation?: GrantOperation;
  readonly encryptionContext?: EncryptionContext | undefined;
  readonly algorithm?: EncryptionAlgorithmSpec | undefined;
  /** Further condition keys. */
  readonly context?: ConditionValues;
}

/** To do this with the key, the caller needs leave of its policy or a grant. */
export function keyRequest(
  call: KmsCall,
  key: KmsKey,
  action: string,
  details: KeyRequestDetails = {},
): AuthorizationRequest {
  const { grantOperation, encryptionContext } = details;
  return {
    action: `kms:${action}`,
    resource: keyArn(key),
    resourcePolicy: key.policy,
    resourcePolicyDecides: true,
    grants: grantOperation ? grantsFor(call, key, grantOperation, encryptionContext) : [],
    context: () => conditionValues(call, key, details),
  };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function conditionValues(call: KmsCall, key: KmsKey, details: KeyRequestDetails): ConditionValues {
  const { reference = "", encryptionContext = {}, algorithm, context } = details;
  const values: Record<string, string | readonly string[]> = {
    "kms:KeySpec": key.spec,
    "kms:KeyUsage": key.usage,
    "kms:KeyOrigin": "AWS_KMS",
    "kms:MultiRegion": "false",
    "kms:ResourceAliases": Array.from(call.state.aliasesOf(call.state.reader, key), ({ name }) => name),
    ...callerValues(call),
    ...context,
  };
  const requestAlias = /(?:^|:)(alias\/.*)$/.exec(reference)?.[1];
  if (requestAlias !== undefined) values["kms:RequestAlias"] = requestAlias;
  if (algorithm !== undefined) values["kms:EncryptionAlgorithm"] = algorithm;
  for (const [name, value] of Object.entries(key.tags)) values[`aws:ResourceTag/${name}`] = value;
  const contextKeys = Object.keys(encryptionContext);
  for (const name of contextKeys) values[`kms:EncryptionContext:${name}`] = encryptionContext[name]!;
  if (contextKeys.length > 0) values["kms:EncryptionContextKeys"] = contextKeys;
  return values;
}

/** The condition keys that tell who calls, and through which service. */
export function callerValues({ principal, region, via }: KmsCall): ConditionValues {
  const account = principal.kind === "service" ? principal.sourceAccount : "account" in principal && principal.account;
  return {
    ...(account && { "kms:CallerAccount": account }),
    ...(via !== undefined && { "kms:ViaService": via.replace(/\.amazonaws\.com$/, `.${region}.amazonaws.com`) }),
  };
}

/**
 * The caller must be allowed the operation on the key that `KeyId` names. What no key is, only the operation itself can answer:
 * it needs leave of the caller's own policies alone.
 */
export function onKey<Input extends OfKey>(
  action: string,
  details: (input: Input) => KeyRequestDetails = () => ({}),
): (call: KmsCall, input: Input) => AuthorizationRequest {
  return (call, input) => onReference(call, action, input.KeyId, details(input));
}

/** The same for one reference among several of an input. */
export function onReference(
  call: KmsCall,
  action: string,
  keyId: string | undefined,
  details: KeyRequestDetails = {},
): AuthorizationRequest {
  const reference = parseKeyReference(keyId ?? "", call);
  const key = lookUp(call, reference);
  if (key) return keyRequest(call, key, action, { ...details, reference: keyId });
  const { account, region, alias } = reference;
  const resource =
    alias === undefined ? keyArn({ account, region, id: reference.keyId! }) : aliasArn(region, account, alias);
  return { action: `kms:${action}`, resource };
}

/** The caller must be allowed an action that concerns no single key. */
export function onEverything(
  action: string,
  context: (call: KmsCall) => ConditionValues = () => ({}),
): (call: KmsCall) => AuthorizationRequest {
  return (call) => ({
    action: `kms:${action}`,
    resource: "*",
    context: () => ({ ...callerValues(call), ...context(call) }),
  });
}

/** The caller must be allowed an action on an alias, by policies of its own. */
export function onAlias(call: KmsCall, action: string, name: string | undefined): AuthorizationRequest {
  return { action: `kms:${action}`, resource: aliasArn(call.region, call.account, name ?? "") };
}
