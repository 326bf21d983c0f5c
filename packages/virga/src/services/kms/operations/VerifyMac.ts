import type { VerifyMacCommandInput, VerifyMacCommandOutput } from "@aws-sdk/client-kms";
import { AwsError } from "../../../kernel/errors.ts";
import { endDryRun, type KmsOperation, namedKey, onKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { isSameMac, macKey, macOf } from "../macs.ts";
import { keyArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html */
export const VerifyMac: KmsOperation<VerifyMacCommandInput, VerifyMacCommandOutput> = {
  authorize: onKey("VerifyMac", ({ MacAlgorithm = "" }) => ({
    grantOperation: "VerifyMac",
    context: { "kms:MacAlgorithm": MacAlgorithm },
  })),
  handle(call, input) {
    checkGrantTokens(input);
    const algorithm = input.MacAlgorithm!;
    const key = macKey(namedKey(call, input.KeyId), "VerifyMac", algorithm);
    endDryRun(input);
    // AWS says no more about a code that is not the key's.
    if (!isSameMac(macOf(call, key, algorithm, input.Message!), input.Mac!))
      throw new AwsError("KMSInvalidMacException", "");
    return { KeyId: keyArn(key), MacValid: true, MacAlgorithm: algorithm };
  },
};
