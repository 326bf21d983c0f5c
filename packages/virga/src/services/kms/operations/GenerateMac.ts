import type { GenerateMacCommandInput, GenerateMacCommandOutput } from "@aws-sdk/client-kms";
import { endDryRun, type KmsOperation, namedKey, onKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { macKey, macOf } from "../macs.ts";
import { keyArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
export const GenerateMac: KmsOperation<GenerateMacCommandInput, GenerateMacCommandOutput> = {
  authorize: onKey("GenerateMac", ({ MacAlgorithm = "" }) => ({
    grantOperation: "GenerateMac",
    context: { "kms:MacAlgorithm": MacAlgorithm },
  })),
  handle(call, input) {
    checkGrantTokens(input);
    const algorithm = input.MacAlgorithm!;
    const key = macKey(namedKey(call, input.KeyId), "GenerateMac", algorithm);
    endDryRun(input);
    return { KeyId: keyArn(key), Mac: macOf(call, key, algorithm, input.Message!), MacAlgorithm: algorithm };
  },
};
