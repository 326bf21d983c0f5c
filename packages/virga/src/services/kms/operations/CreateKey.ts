import type { CreateKeyCommandInput, CreateKeyCommandOutput, CreateKeyRequest } from "@aws-sdk/client-kms";
import { whenThere } from "../../../kernel/eventual.ts";
import { callerValues, type KmsOperation } from "../access.ts";
import { notImplemented } from "../errors.ts";
import { createKey, newSecret } from "../key-creation.ts";
import { usageOf } from "../key-specs.ts";
import { keyMetadata } from "../model.ts";
import { checkPolicy, defaultPolicy } from "../policies.ts";
import { mergedTags, requestTagValues } from "../tags.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const CreateKey: KmsOperation<CreateKeyCommandInput, CreateKeyCommandOutput> = {
  authorize: (call, input) => ({
    action: "kms:CreateKey",
    resource: "*",
    context: () => ({
      "kms:KeySpec": specOf(input),
      "kms:KeyUsage": input.KeyUsage ?? "ENCRYPT_DECRYPT",
      "kms:KeyOrigin": input.Origin ?? "AWS_KMS",
      "kms:MultiRegion": String(input.MultiRegion ?? false),
      "kms:BypassPolicyLockoutSafetyCheck": String(input.BypassPolicyLockoutSafetyCheck ?? false),
      ...callerValues(call),
      ...requestTagValues(input.Tags),
    }),
  }),
  handle(call, input) {
    refuseUnsupported(input);
    const { account, region } = call;
    const spec = specOf(input);
    const usage = usageOf(spec, input.KeyUsage);
    const tags = mergedTags({}, input.Tags);
    const id = call.host.ids.uuid();
    const policy = input.Policy ?? defaultPolicy(account);
    checkPolicy(call, { account, region, id }, policy, input.BypassPolicyLockoutSafetyCheck);
    const description = input.Description ?? "";
    const fresh = { account, region, id, description, usage, spec, manager: "CUSTOMER", policy, tags } as const;
    return whenThere(newSecret(call.host, spec), (secret) => {
      const key = call.state.transact((transaction) => createKey(call, transaction, fresh, secret));
      return { KeyMetadata: keyMetadata(key) };
    });
  },
};

function specOf({ KeySpec: spec, CustomerMasterKeySpec: oldSpec }: CreateKeyRequest) {
  return spec ?? oldSpec ?? "SYMMETRIC_DEFAULT";
}

function refuseUnsupported(input: CreateKeyRequest): void {
  if (input.Origin !== undefined && input.Origin !== "AWS_KMS") throw notImplemented(`keys of Origin ${input.Origin}`);
  if (input.CustomKeyStoreId !== undefined) throw notImplemented("CustomKeyStoreId");
  if (input.XksKeyId !== undefined) throw notImplemented("XksKeyId");
  if (input.MultiRegion) throw notImplemented("MultiRegion keys");
}
