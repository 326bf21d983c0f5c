import type { PutGroupPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Puts an inline policy on a group, in place of one with the same name. */
export const PutGroupPolicy: Operation<IamState, PutGroupPolicyCommandInput, object> = {
  authorize: onGroup("PutGroupPolicy"),
  handle(call, { GroupName: name = "", PolicyName = "", PolicyDocument = "" }) {
    new PolicyHolders(call, "group").putInlinePolicy(name, PolicyName, PolicyDocument);
    return {};
  },
};
