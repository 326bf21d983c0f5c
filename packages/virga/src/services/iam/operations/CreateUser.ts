import type { CreateUserCommandInput, CreateUserCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { createEntityId, entityArn } from "../model.ts";
import { checkPermissionsBoundary, readTags } from "../policy-holders.ts";
import { describedUser } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** Creates a user. */
export const CreateUser: Operation<IamState, CreateUserCommandInput, Omit<CreateUserCommandOutput, "$metadata">> = {
  authorize: ({ account }, { UserName = "", Path = "/" }) => ({
    action: "iam:CreateUser",
    resource: entityArn("user", account, Path, UserName),
  }),
  handle({ state, account, now, host }, input) {
    const { UserName: name = "", Path: path = "/", PermissionsBoundary } = input;
    if (PermissionsBoundary !== undefined) checkPermissionsBoundary(state, PermissionsBoundary);
    const user = state.users.create({
      account,
      name,
      path,
      id: createEntityId(host.ids, "user"),
      arn: entityArn("user", account, path, name),
      createdAt: now,
      tags: readTags(input.Tags),
      inlinePolicies: {},
      attachedPolicies: [],
      ...(PermissionsBoundary === undefined ? {} : { permissionsBoundary: PermissionsBoundary }),
    });
    return { User: describedUser(user) };
  },
};
