import type { DescribeKeyCommandInput, DescribeKeyCommandOutput } from "@aws-sdk/client-kms";
import { type KmsOperation, namedKey, onKey } from "../access.ts";
import { checkGrantTokens } from "../grants.ts";
import { keyMetadata } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const DescribeKey: KmsOperation<DescribeKeyCommandInput, DescribeKeyCommandOutput> = {
  authorize: onKey("DescribeKey", () => ({ grantOperation: "DescribeKey" })),
  handle(call, input) {
    checkGrantTokens(input);
    return { KeyMetadata: keyMetadata(namedKey(call, input.KeyId)) };
  },
};
