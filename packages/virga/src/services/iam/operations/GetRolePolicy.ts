import type { GetRolePolicyCommandInput, GetRolePolicyCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onRole } from "../authorization.ts";
import { encodeDocument } from "../model.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** An inline policy of a role, its document percent-encoded. */
export const GetRolePolicy: Operation<
  IamState,
  GetRolePolicyCommandInput,
  Omit<GetRolePolicyCommandOutput, "$metadata">
> = {
  authorize: onRole("GetRolePolicy"),
  handle(call, { RoleName = "", PolicyName = "" }) {
    const document = new PolicyHolders(call, "role").inlinePolicy(RoleName, PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
  },
};
