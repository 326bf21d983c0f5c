import type { TagPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { ownPolicy } from "../managed-policies.ts";
import { addTags } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Adds tags to a managed policy. */
export const TagPolicy: Operation<IamState, TagPolicyCommandInput, object> = {
  authorize: onPolicy("TagPolicy"),
  handle({ state, account }, { PolicyArn = "", Tags = [] }) {
    addTags(state.policies, account, ownPolicy(state, account, PolicyArn).name, Tags);
    return {};
  },
};
