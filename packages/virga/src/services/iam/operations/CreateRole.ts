import type { CreateRoleCommandInput, CreateRoleCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { createEntityId, entityArn } from "../model.ts";
import { checkPermissionsBoundary, readTags } from "../policy-holders.ts";
import { describedRole } from "../shapes.ts";
import type { IamState } from "../state.ts";
import { checkTrustPolicy } from "../trust-policy.ts";

/** Creates a role with its trust policy. */
export const CreateRole: Operation<IamState, CreateRoleCommandInput, Omit<CreateRoleCommandOutput, "$metadata">> = {
  authorize: ({ account }, { RoleName = "", Path = "/" }) => ({
    action: "iam:CreateRole",
    resource: entityArn("role", account, Path, RoleName),
  }),
  handle({ state, account, now, host }, input) {
    const { RoleName: name = "", Path: path = "/", PermissionsBoundary, Description } = input;
    const trustPolicy = checkTrustPolicy(input.AssumeRolePolicyDocument ?? "");
    if (PermissionsBoundary !== undefined) checkPermissionsBoundary(state, PermissionsBoundary);
    const role = state.roles.create({
      account,
      name,
      path,
      id: createEntityId(host.ids, "role"),
      arn: entityArn("role", account, path, name),
      createdAt: now,
      tags: readTags(input.Tags),
      inlinePolicies: {},
      attachedPolicies: [],
      ...(PermissionsBoundary === undefined ? {} : { permissionsBoundary: PermissionsBoundary }),
      ...(Description === undefined ? {} : { description: Description }),
      maxSessionDuration: input.MaxSessionDuration ?? 3_600,
      trustPolicy,
    });
    return { Role: describedRole(role) };
  },
};
