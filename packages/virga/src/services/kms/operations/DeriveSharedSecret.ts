import type { DeriveSharedSecretCommandInput, DeriveSharedSecretCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onKey, usableKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { sharedSecret } from "../key-agreement.ts";
import { keyArn } from "../model.ts";
import { refuseRecipient } from "../symmetric-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html */
export const DeriveSharedSecret: KmsOperation<DeriveSharedSecretCommandInput, DeriveSharedSecretCommandOutput> = {
  authorize: onKey("DeriveSharedSecret", ({ KeyAgreementAlgorithm = "" }) => ({
    grantOperation: "DeriveSharedSecret",
    context: { "kms:KeyAgreementAlgorithm": KeyAgreementAlgorithm },
  })),
  handle(call, input) {
    checkGrantTokens(input);
    refuseRecipient(input);
    const key = usableKey(namedKey(call, input.KeyId), "DeriveSharedSecret", "KEY_AGREEMENT");
    const SharedSecret = sharedSecret(call.state.secret(call.state.reader, key)!, input.PublicKey!);
    endDryRun(input);
    const { KeyAgreementAlgorithm } = input;
    return { KeyId: keyArn(key), SharedSecret, KeyAgreementAlgorithm, KeyOrigin: "AWS_KMS" };
  },
};
