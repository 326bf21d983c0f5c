import type { PutUserPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Puts an inline policy on a user, in place of one with the same name. */
export const PutUserPolicy: Operation<IamState, PutUserPolicyCommandInput, object> = {
  authorize: onUser("PutUserPolicy"),
  handle(call, { UserName: name = "", PolicyName = "", PolicyDocument = "" }) {
    new PolicyHolders(call, "user").putInlinePolicy(name, PolicyName, PolicyDocument);
    return {};
  },
};
