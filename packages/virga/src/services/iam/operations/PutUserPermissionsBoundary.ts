import type { PutUserPermissionsBoundaryCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Limits a user to what a managed policy allows. */
export const PutUserPermissionsBoundary: Operation<IamState, PutUserPermissionsBoundaryCommandInput, object> = {
  authorize: onUser("PutUserPermissionsBoundary"),
  handle(call, { UserName: name = "", PermissionsBoundary = "" }) {
    new PolicyHolders(call, "user").putPermissionsBoundary(name, PermissionsBoundary);
    return {};
  },
};
