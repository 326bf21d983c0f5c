import type { DetachUserPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Detaches a managed policy from a user. */
export const DetachUserPolicy: Operation<IamState, DetachUserPolicyCommandInput, object> = {
  authorize: onUser("DetachUserPolicy"),
  handle(call, { UserName: name = "", PolicyArn = "" }) {
    new PolicyHolders(call, "user").detachPolicy(name, PolicyArn);
    return {};
  },
};
