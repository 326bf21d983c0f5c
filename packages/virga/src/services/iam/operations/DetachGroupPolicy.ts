import type { DetachGroupPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Detaches a managed policy from a group. */
export const DetachGroupPolicy: Operation<IamState, DetachGroupPolicyCommandInput, object> = {
  authorize: onGroup("DetachGroupPolicy"),
  handle(call, { GroupName: name = "", PolicyArn = "" }) {
    new PolicyHolders(call, "group").detachPolicy(name, PolicyArn);
    return {};
  },
};
