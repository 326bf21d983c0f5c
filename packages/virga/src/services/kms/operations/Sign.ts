import type { SignCommandInput, SignCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onKey, usableKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { keyArn } from "../model.ts";
import { checkSigning, signWith } from "../signatures.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const Sign: KmsOperation<SignCommandInput, SignCommandOutput> = {
  authorize: onKey("Sign", ({ SigningAlgorithm, MessageType = "RAW" }) => ({
    grantOperation: "Sign",
    context: { "kms:SigningAlgorithm": SigningAlgorithm ?? "", "kms:MessageType": MessageType },
  })),
  async handle(call, input) {
    checkGrantTokens(input);
    const { Message, MessageType = "RAW", SigningAlgorithm } = input;
    const key = usableKey(namedKey(call, input.KeyId), "Sign", "SIGN_VERIFY");
    const request = { message: Message!, messageType: MessageType, algorithm: SigningAlgorithm! };
    checkSigning(key, request);
    endDryRun(input);
    const Signature = await signWith(call.host, call.state.secret(call.state.reader, key)!, request);
    return { KeyId: keyArn(key), Signature, SigningAlgorithm };
  },
};
