import type { GetAccessKeyInfoCommandInput, GetAccessKeyInfoCommandOutput } from "@aws-sdk/client-sts";
import type { Operation } from "../../../kernel/service.ts";
import type { StsState } from "../state.ts";

/** The account that an access key belongs to; a key that Virga did not make stands for the caller's account. */
export const GetAccessKeyInfo: Operation<
  StsState,
  GetAccessKeyInfoCommandInput,
  Omit<GetAccessKeyInfoCommandOutput, "$metadata">
> = {
  authorize: () => ({ action: "sts:GetAccessKeyInfo", resource: "*" }),
  handle({ state, account }, { AccessKeyId = "" }) {
    return { Account: state.accountOf(AccessKeyId) ?? account };
  },
};
