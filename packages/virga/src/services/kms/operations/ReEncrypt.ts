import type { ReEncryptCommandInput, ReEncryptCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onReference, usableKey } from "../access.ts";
import { encryptWith, onCiphertext, openCiphertext, type Sealed } from "../encryption.ts";
import { checkGrantTokens } from "../grants.ts";
import { keyArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
export const ReEncrypt: KmsOperation<ReEncryptCommandInput, ReEncryptCommandOutput> = {
  authorize(call, input) {
    const from = onCiphertext(call, "ReEncryptFrom", sourceOf(input), { grantOperation: "ReEncryptFrom" });
    const to = onReference(call, "ReEncryptTo", input.DestinationKeyId, {
      grantOperation: "ReEncryptTo",
      encryptionContext: input.DestinationEncryptionContext,
      algorithm: input.DestinationEncryptionAlgorithm ?? "SYMMETRIC_DEFAULT",
    });
    const onSameKey = { "kms:ReEncryptOnSameKey": String(from.some(({ resource }) => resource === to.resource)) };
    return [...from, to].map((request) => ({ ...request, context: () => ({ ...contextOf(request), ...onSameKey }) }));
  },
  handle(call, input) {
    checkGrantTokens(input);
    const source = openCiphertext(call, "ReEncryptFrom", sourceOf(input));
    const { DestinationEncryptionAlgorithm: algorithm = "SYMMETRIC_DEFAULT" } = input;
    const key = usableKey(namedKey(call, input.DestinationKeyId), "ReEncryptTo", "ENCRYPT_DECRYPT");
    const context = input.DestinationEncryptionContext;
    const CiphertextBlob = encryptWith(call, key, algorithm, source.plaintext, context);
    endDryRun(input);
    return {
      CiphertextBlob,
      SourceKeyId: keyArn(source.key),
      KeyId: keyArn(key),
      SourceEncryptionAlgorithm: source.algorithm,
      DestinationEncryptionAlgorithm: algorithm,
      ...(source.materialId !== undefined && { SourceKeyMaterialId: source.materialId }),
      ...(key.spec === "SYMMETRIC_DEFAULT" && { DestinationKeyMaterialId: key.materialId }),
    };
  },
};

function sourceOf(input: ReEncryptCommandInput): Sealed {
  return {
    ciphertext: input.CiphertextBlob!,
    keyId: input.SourceKeyId,
    context: input.SourceEncryptionContext,
    algorithm: input.SourceEncryptionAlgorithm,
  };
}

type Request = ReturnType<typeof onReference>;

function contextOf({ context }: Request) {
  return typeof context === "function" ? context() : context;
}
