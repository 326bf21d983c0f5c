import type { Call } from "../../kernel/service.ts";
import { createKey, newSymmetricMaterial } from "./key-creation.ts";
import type { KmsKey } from "./model.ts";
import { managedPolicy } from "./policies.ts";
import { scheduleRotation } from "./rotation.ts";
import type { KmsState } from "./state.ts";

/** The alias of the key that AWS manages for the service that makes the call; undefined if no service does. */
export function managedAliasOf({ via }: Call): string | undefined {
  const service = via?.replace(/\.amazonaws\.com$/, "");
  return service === undefined ? undefined : `alias/aws/${service}`;
}

/** The descriptions of AWS's own keys. */
const descriptions: Readonly<Record<string, string>> = {
  sqs: "Default key that protects my SQS messages when no other key is defined",
  sns: "Default key that protects my SNS data when no other key is defined",
  kinesis: "Default key that protects my Kinesis data when no other key is defined",
  ssm: "Default key that protects my SSM parameters when no other key is defined",
  lambda: "Default key that protects my Lambda functions when no other key is defined",
  s3: "Default key that protects my S3 objects when no other key is defined",
  dynamodb: "Default key that protects my DynamoDB data when no other key is defined",
};

const rotationDays = 365;

/** Makes the key that AWS manages for the service that makes the call; it is rotated every year. */
export function ensureManagedKey(call: Call<KmsState>): KmsKey {
  const { state, account, region, now } = call;
  const service = call.via!.replace(/\.amazonaws\.com$/, "");
  const id = call.host.ids.uuid();
  return state.transact((transaction) => {
    const key = createKey(
      call,
      transaction,
      {
        account,
        region,
        id,
        description: descriptions[service] ?? `Default key of ${service} when no other key is defined`,
        usage: "ENCRYPT_DECRYPT",
        spec: "SYMMETRIC_DEFAULT",
        manager: "AWS",
        policy: managedPolicy({ account, region, id }, service),
        tags: {},
      },
      newSymmetricMaterial(call.host.ids),
    );
    const rotated = scheduleRotation(state, transaction, key, rotationDays, now);
    state.putAlias(transaction, {
      account,
      region,
      name: `alias/aws/${service}`,
      keyId: id,
      created: now,
      updated: now,
    });
    return rotated;
  });
}
