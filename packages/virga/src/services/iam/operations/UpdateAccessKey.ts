import type { UpdateAccessKeyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { meantUser, onUser } from "../authorization.ts";
import type { IamState } from "../state.ts";

/** Makes an access key active or inactive. */
export const UpdateAccessKey: Operation<IamState, UpdateAccessKeyCommandInput, object> = {
  authorize: onUser("UpdateAccessKey"),
  handle({ state, account, principal }, { UserName, AccessKeyId = "", Status }) {
    const accessKey = state.findAccessKey(account, meantUser(principal, UserName), AccessKeyId);
    state.putAccessKey({ ...accessKey, active: Status === "Active" });
    return {};
  },
};
