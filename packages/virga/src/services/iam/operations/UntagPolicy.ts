import type { UntagPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { ownPolicy } from "../managed-policies.ts";
import { removeTags } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Removes tags from a managed policy. */
export const UntagPolicy: Operation<IamState, UntagPolicyCommandInput, object> = {
  authorize: onPolicy("UntagPolicy"),
  handle({ state, account }, { PolicyArn = "", TagKeys = [] }) {
    removeTags(state.policies, account, ownPolicy(state, account, PolicyArn).name, TagKeys);
    return {};
  },
};
