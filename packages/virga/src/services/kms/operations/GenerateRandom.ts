import type { GenerateRandomCommandInput, GenerateRandomCommandOutput } from "@aws-sdk/client-kms";
import { type KmsOperation, onEverything } from "../access.ts";
import { notImplemented, validationException } from "../errors.ts";
import { refuseRecipient } from "../symmetric-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export const GenerateRandom: KmsOperation<GenerateRandomCommandInput, GenerateRandomCommandOutput> = {
  authorize: onEverything("GenerateRandom"),
  handle(call, input) {
    refuseRecipient(input);
    if (input.CustomKeyStoreId !== undefined) throw notImplemented("CustomKeyStoreId");
    if (input.NumberOfBytes === undefined) throw validationException("NumberOfBytes is required.");
    return { Plaintext: call.host.ids.bytes(input.NumberOfBytes) };
  },
};
