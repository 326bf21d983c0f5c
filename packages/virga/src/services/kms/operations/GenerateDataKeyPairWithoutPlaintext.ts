import type {
  GenerateDataKeyPairWithoutPlaintextCommandInput,
  GenerateDataKeyPairWithoutPlaintextCommandOutput,
} from "@aws-sdk/client-kms";
import { type KmsOperation, onKey } from "../access.ts";
import { newDataKeyPair } from "../data-key-pairs.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html */
export const GenerateDataKeyPairWithoutPlaintext: KmsOperation<
  GenerateDataKeyPairWithoutPlaintextCommandInput,
  GenerateDataKeyPairWithoutPlaintextCommandOutput
> = {
  authorize: onKey("GenerateDataKeyPairWithoutPlaintext", ({ EncryptionContext, KeyPairSpec = "" }) => ({
    grantOperation: "GenerateDataKeyPairWithoutPlaintext",
    encryptionContext: EncryptionContext,
    algorithm: "SYMMETRIC_DEFAULT",
    context: { "kms:DataKeyPairSpec": KeyPairSpec },
  })),
  async handle(call, input) {
    const { PrivateKeyPlaintext: _, ...pair } = await newDataKeyPair(
      call,
      "GenerateDataKeyPairWithoutPlaintext",
      input,
    );
    return pair;
  },
};
