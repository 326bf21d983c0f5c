import type { CreatePolicyVersionCommandInput, CreatePolicyVersionCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onPolicy } from "../authorization.ts";
import { tooManyVersions } from "../errors.ts";
import { checkManagedPolicy, ownPolicy } from "../managed-policies.ts";
import { quotas } from "../model.ts";
import { listedVersion } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** Adds a version to a managed policy, which may become the one in force. */
export const CreatePolicyVersion: Operation<
  IamState,
  CreatePolicyVersionCommandInput,
  Omit<CreatePolicyVersionCommandOutput, "$metadata">
> = {
  authorize: onPolicy("CreatePolicyVersion"),
  handle({ state, account, now }, { PolicyArn = "", PolicyDocument = "", SetAsDefault = false }) {
    const { name } = ownPolicy(state, account, PolicyArn);
    const document = checkManagedPolicy(PolicyDocument);
    const policy = state.policies.change(account, name, (before) => {
      if (before.versions.length >= quotas.policyVersions) throw tooManyVersions();
      const latestVersion = before.latestVersion + 1;
      const id = `v${latestVersion}`;
      const versions = [{ id, document, createdAt: now }, ...before.versions];
      const defaultVersion = SetAsDefault ? id : before.defaultVersion;
      return { ...before, versions, latestVersion, defaultVersion, updatedAt: now };
    });
    return { PolicyVersion: listedVersion(policy, policy.versions[0]!) };
  },
};
