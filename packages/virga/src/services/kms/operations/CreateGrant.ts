import type { CreateGrantCommandInput, CreateGrantCommandOutput } from "@aws-sdk/client-kms";
import type { ConditionValues } from "../../../kernel/iam/ports.ts";
import { enabledKey, endDryRun, identifiedKey, type KmsCall, type KmsOperation, onKey } from "../access.ts";
import { limitExceeded } from "../errors.ts";
import { checkGrant, checkGrantTokens, grantsToCreate, grantToken, isSameGrant } from "../grants.ts";
import { type KmsKey, keyArn, limits } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
export const CreateGrant: KmsOperation<CreateGrantCommandInput, CreateGrantCommandOutput> = {
  authorize(call, input) {
    const request = onKey("CreateGrant", () => ({ context: grantValues(call, input) }))(call, input);
    if (!request.resourcePolicyDecides) return request;
    return { ...request, grants: grantsToCreate(call, identifiedKey(call, input.KeyId), input) };
  },
  handle(call, input) {
    checkGrantTokens(input);
    const key = enabledKey(identifiedKey(call, input.KeyId));
    checkGrant(key, input);
    endDryRun(input);
    const id = existingGrant(call, key, input) ?? putGrant(call, key, input);
    return { GrantId: id, GrantToken: grantToken(keyArn(key), id) };
  },
};

function contentOf({ account }: KmsCall, key: KmsKey, input: CreateGrantCommandInput) {
  return {
    keyId: key.id,
    grantee: input.GranteePrincipal!,
    ...(input.RetiringPrincipal !== undefined && { retiring: input.RetiringPrincipal }),
    operations: [...new Set(input.Operations)],
    ...(input.Constraints && { constraints: input.Constraints }),
    ...(input.Name !== undefined && { name: input.Name }),
    issuingAccount: `arn:aws:iam::${account}:root`,
  };
}

/** A grant with a name is made once: asking again for the same one gives its id. */
function existingGrant(call: KmsCall, key: KmsKey, input: CreateGrantCommandInput): string | undefined {
  if (input.Name === undefined) return undefined;
  const content = contentOf(call, key, input);
  return call.state.grants(call.state.reader, key).find((grant) => isSameGrant(grant, content))?.id;
}

function putGrant(call: KmsCall, key: KmsKey, input: CreateGrantCommandInput): string {
  const { state, now } = call;
  const id = call.host.ids.hex(64);
  state.transact((transaction) => {
    const count = state.grants(transaction, key).reduce((sum) => sum + 1, 0);
    if (count >= limits.grantsPerKey) throw limitExceeded(`${keyArn(key)} has as many grants as it can have.`);
    state.putGrant(transaction, key, { id, created: now, ...contentOf(call, key, input) });
  });
  return id;
}

function grantValues({ via }: KmsCall, input: CreateGrantCommandInput): ConditionValues {
  const { EncryptionContextEquals: equal, EncryptionContextSubset: subset } = input.Constraints ?? {};
  const constraints = [...(equal ? ["EncryptionContextEquals"] : []), ...(subset ? ["EncryptionContextSubset"] : [])];
  return {
    "kms:GrantIsForAWSResource": String(via !== undefined),
    "kms:GrantOperations": input.Operations ?? [],
    "kms:GranteePrincipal": input.GranteePrincipal ?? "",
    ...(input.RetiringPrincipal !== undefined && { "kms:RetiringPrincipal": input.RetiringPrincipal }),
    ...(constraints.length > 0 && { "kms:GrantConstraintType": constraints }),
  };
}
