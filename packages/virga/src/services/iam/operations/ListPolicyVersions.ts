import type { ListPolicyVersionsCommandInput, ListPolicyVersionsCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { readablePolicy } from "../managed-policies.ts";
import { listedVersion } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** The versions of a managed policy, the newest first. */
export const ListPolicyVersions: Operation<
  IamState,
  ListPolicyVersionsCommandInput,
  Omit<ListPolicyVersionsCommandOutput, "$metadata">
> = {
  authorize: onPolicy("ListPolicyVersions"),
  handle({ state }, { PolicyArn = "" }) {
    const policy = readablePolicy(state, PolicyArn);
    // There are five at most, so there is one page.
    return { Versions: policy.versions.map((version) => listedVersion(policy, version)), IsTruncated: false };
  },
};
