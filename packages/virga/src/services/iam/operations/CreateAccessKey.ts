import type { CreateAccessKeyCommandInput, CreateAccessKeyCommandOutput } from "@aws-sdk/client-iam";
import { createAccessKeyPair } from "../../../kernel/iam/access-keys.ts";
import type { Operation } from "../../../kernel/service.ts";
import { meantUser, onUser } from "../authorization.ts";
import { quotaExceeded } from "../errors.ts";
import { quotas } from "../model.ts";
import type { IamState } from "../state.ts";

/** Makes an access key for a user, or without a name for the caller. */
export const CreateAccessKey: Operation<
  IamState,
  CreateAccessKeyCommandInput,
  Omit<CreateAccessKeyCommandOutput, "$metadata">
> = {
  authorize: onUser("CreateAccessKey"),
  handle({ state, account, principal, now, host }, input) {
    const UserName = meantUser(principal, input.UserName);
    state.users.get(account, UserName);
    if (state.accessKeysOf(account, UserName).length >= quotas.accessKeysPerUser) {
      throw quotaExceeded("AccessKeysPerUser", quotas.accessKeysPerUser);
    }
    const { accessKeyId, secretAccessKey } = createAccessKeyPair(host.ids, "AKIA", account, (id) =>
      state.hasAccessKey(id),
    );
    state.putAccessKey({
      account,
      userName: UserName,
      id: accessKeyId,
      secret: secretAccessKey,
      active: true,
      createdAt: now,
    });
    const AccessKey = {
      UserName,
      AccessKeyId: accessKeyId,
      Status: "Active" as const,
      SecretAccessKey: secretAccessKey,
      CreateDate: new Date(now),
    };
    return { AccessKey };
  },
};
