import { createPublicKey } from "node:crypto";
import type { GetPublicKeyCommandInput, GetPublicKeyCommandOutput } from "@aws-sdk/client-kms";
import { enabledKey, type KmsOperation, namedKey, onKey } from "../access.ts";
import { unsupportedOperation } from "../errors.ts";
import { checkGrantTokens } from "../grants.ts";
import { algorithmsOf, kindOf } from "../key-specs.ts";
import { keyArn } from "../model.ts";
import { privateKeyOf } from "../rsa-encryption.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export const GetPublicKey: KmsOperation<GetPublicKeyCommandInput, GetPublicKeyCommandOutput> = {
  authorize: onKey("GetPublicKey", () => ({ grantOperation: "GetPublicKey" })),
  handle(call, input) {
    checkGrantTokens(input);
    const key = enabledKey(namedKey(call, input.KeyId));
    const { type } = kindOf(key.spec);
    if (type === "symmetric" || type === "hmac") {
      throw unsupportedOperation(`${keyArn(key)} key spec is ${key.spec} which is not valid for GetPublicKey.`);
    }
    const privateKey = privateKeyOf(call.state.secret(call.state.reader, key)!);
    return {
      KeyId: keyArn(key),
      PublicKey: createPublicKey(privateKey).export({ type: "spki", format: "der" }),
      CustomerMasterKeySpec: key.spec as never,
      KeySpec: key.spec,
      KeyUsage: key.usage,
      ...algorithmsOf(key.spec, key.usage),
    };
  },
};
