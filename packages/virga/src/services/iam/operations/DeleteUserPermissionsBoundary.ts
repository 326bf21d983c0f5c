import type { DeleteUserPermissionsBoundaryCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Takes a user's limit away. */
export const DeleteUserPermissionsBoundary: Operation<IamState, DeleteUserPermissionsBoundaryCommandInput, object> = {
  authorize: onUser("DeleteUserPermissionsBoundary"),
  handle(call, { UserName: name = "" }) {
    new PolicyHolders(call, "user").deletePermissionsBoundary(name);
    return {};
  },
};
