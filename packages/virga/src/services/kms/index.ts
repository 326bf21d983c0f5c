import type { KMS } from "@aws-sdk/client-kms";
import { defineService } from "../../kernel/service.ts";
import { alias, key } from "./cloudformation.ts";
import { deleteWhenDue } from "./deletion.ts";
import { CancelKeyDeletion } from "./operations/CancelKeyDeletion.ts";
import { CreateAlias } from "./operations/CreateAlias.ts";
import { CreateGrant } from "./operations/CreateGrant.ts";
import { CreateKey } from "./operations/CreateKey.ts";
import { Decrypt } from "./operations/Decrypt.ts";
import { DeleteAlias } from "./operations/DeleteAlias.ts";
import { DeriveSharedSecret } from "./operations/DeriveSharedSecret.ts";
import { DescribeKey } from "./operations/DescribeKey.ts";
import { DisableKey } from "./operations/DisableKey.ts";
import { DisableKeyRotation } from "./operations/DisableKeyRotation.ts";
import { EnableKey } from "./operations/EnableKey.ts";
import { EnableKeyRotation } from "./operations/EnableKeyRotation.ts";
import { Encrypt } from "./operations/Encrypt.ts";
import { GenerateDataKey } from "./operations/GenerateDataKey.ts";
import { GenerateDataKeyPair } from "./operations/GenerateDataKeyPair.ts";
import { GenerateDataKeyPairWithoutPlaintext } from "./operations/GenerateDataKeyPairWithoutPlaintext.ts";
import { GenerateDataKeyWithoutPlaintext } from "./operations/GenerateDataKeyWithoutPlaintext.ts";
import { GenerateMac } from "./operations/GenerateMac.ts";
import { GenerateRandom } from "./operations/GenerateRandom.ts";
import { GetKeyPolicy } from "./operations/GetKeyPolicy.ts";
import { GetKeyRotationStatus } from "./operations/GetKeyRotationStatus.ts";
import { GetPublicKey } from "./operations/GetPublicKey.ts";
import { ListAliases } from "./operations/ListAliases.ts";
import { ListGrants } from "./operations/ListGrants.ts";
import { ListKeyPolicies } from "./operations/ListKeyPolicies.ts";
import { ListKeyRotations } from "./operations/ListKeyRotations.ts";
import { ListKeys } from "./operations/ListKeys.ts";
import { ListResourceTags } from "./operations/ListResourceTags.ts";
import { ListRetirableGrants } from "./operations/ListRetirableGrants.ts";
import { PutKeyPolicy } from "./operations/PutKeyPolicy.ts";
import { ReEncrypt } from "./operations/ReEncrypt.ts";
import { RetireGrant } from "./operations/RetireGrant.ts";
import { RevokeGrant } from "./operations/RevokeGrant.ts";
import { RotateKeyOnDemand } from "./operations/RotateKeyOnDemand.ts";
import { ScheduleKeyDeletion } from "./operations/ScheduleKeyDeletion.ts";
import { Sign } from "./operations/Sign.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { UpdateAlias } from "./operations/UpdateAlias.ts";
import { UpdateKeyDescription } from "./operations/UpdateKeyDescription.ts";
import { Verify } from "./operations/Verify.ts";
import { VerifyMac } from "./operations/VerifyMac.ts";
import { rotateWhenDue } from "./rotation.ts";
import { KmsState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    kms: KMS;
  }
}

/** AWS Key Management Service. */
export const kms = defineService<KmsState>({
  name: "kms",
  open(host) {
    const state = new KmsState(host);
    deleteWhenDue(state);
    rotateWhenDue(state);
    return state;
  },
  operations: {
    CancelKeyDeletion,
    CreateAlias,
    CreateGrant,
    CreateKey,
    Decrypt,
    DeleteAlias,
    DeriveSharedSecret,
    DescribeKey,
    DisableKey,
    DisableKeyRotation,
    EnableKey,
    EnableKeyRotation,
    Encrypt,
    GenerateDataKey,
    GenerateDataKeyPair,
    GenerateDataKeyPairWithoutPlaintext,
    GenerateDataKeyWithoutPlaintext,
    GenerateMac,
    GenerateRandom,
    GetKeyPolicy,
    GetKeyRotationStatus,
    GetPublicKey,
    ListAliases,
    ListGrants,
    ListKeyPolicies,
    ListKeyRotations,
    ListKeys,
    ListResourceTags,
    ListRetirableGrants,
    PutKeyPolicy,
    ReEncrypt,
    RetireGrant,
    RevokeGrant,
    RotateKeyOnDemand,
    ScheduleKeyDeletion,
    Sign,
    TagResource,
    UntagResource,
    UpdateAlias,
    UpdateKeyDescription,
    Verify,
    VerifyMac,
  },
  resourceTypes: { "AWS::KMS::Alias": alias, "AWS::KMS::Key": key },
});
