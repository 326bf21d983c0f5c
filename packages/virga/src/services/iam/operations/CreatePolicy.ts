import type { CreatePolicyCommandInput, CreatePolicyCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { checkManagedPolicy } from "../managed-policies.ts";
import { createEntityId, entityArn } from "../model.ts";
import { readTags } from "../policy-holders.ts";
import { describedPolicy } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** Creates a managed policy. */
export const CreatePolicy: Operation<
  IamState,
  CreatePolicyCommandInput,
  Omit<CreatePolicyCommandOutput, "$metadata">
> = {
  authorize: ({ account }, { PolicyName = "", Path = "/" }) => ({
    action: "iam:CreatePolicy",
    resource: entityArn("policy", account, Path, PolicyName),
  }),
  handle({ state, account, now, host }, { PolicyName: name = "", Path: path = "/", ...input }) {
    const document = checkManagedPolicy(input.PolicyDocument ?? "");
    const policy = state.policies.create({
      account,
      name,
      path,
      id: createEntityId(host.ids, "policy"),
      arn: entityArn("policy", account, path, name),
      createdAt: now,
      updatedAt: now,
      tags: readTags(input.Tags),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      versions: [{ id: "v1", document, createdAt: now }],
      defaultVersion: "v1",
      latestVersion: 1,
    });
    return { Policy: describedPolicy(state, account, policy) };
  },
};
