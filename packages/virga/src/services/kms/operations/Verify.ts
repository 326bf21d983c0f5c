import type { VerifyCommandInput, VerifyCommandOutput } from "@aws-sdk/client-kms";
import { AwsError } from "../../../kernel/errors.ts";
import { endDryRun, type KmsOperation, namedKey, onKey, usableKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { keyArn } from "../model.ts";
import { checkSigning, isSignedWith } from "../signatures.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export const Verify: KmsOperation<VerifyCommandInput, VerifyCommandOutput> = {
  authorize: onKey("Verify", ({ SigningAlgorithm, MessageType = "RAW" }) => ({
    grantOperation: "Verify",
    context: { "kms:SigningAlgorithm": SigningAlgorithm ?? "", "kms:MessageType": MessageType },
  })),
  async handle(call, input) {
    checkGrantTokens(input);
    const { Message, MessageType = "RAW", SigningAlgorithm, Signature } = input;
    const key = usableKey(namedKey(call, input.KeyId), "Verify", "SIGN_VERIFY");
    const request = { message: Message!, messageType: MessageType, algorithm: SigningAlgorithm! };
    checkSigning(key, request);
    endDryRun(input);
    const secret = call.state.secret(call.state.reader, key)!;
    // AWS says no more about a signature that is not the key's.
    if (!(await isSignedWith(call.host, secret, request, Signature!)))
      throw new AwsError("KMSInvalidSignatureException", "");
    return { KeyId: keyArn(key), SignatureValid: true, SigningAlgorithm };
  },
};
