import type { GetPolicyVersionCommandInput, GetPolicyVersionCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { readablePolicy, versionOf } from "../managed-policies.ts";
import { encodeDocument } from "../model.ts";
import { listedVersion } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** A version of a managed policy, its document percent-encoded. */
export const GetPolicyVersion: Operation<
  IamState,
  GetPolicyVersionCommandInput,
  Omit<GetPolicyVersionCommandOutput, "$metadata">
> = {
  authorize: onPolicy("GetPolicyVersion"),
  handle({ state }, { PolicyArn = "", VersionId = "" }) {
    const policy = readablePolicy(state, PolicyArn);
    const version = versionOf(policy, VersionId);
    return { PolicyVersion: { ...listedVersion(policy, version), Document: encodeDocument(version.document) } };
  },
};
