import type { AttachGroupPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Attaches a managed policy to a group. */
export const AttachGroupPolicy: Operation<IamState, AttachGroupPolicyCommandInput, object> = {
  authorize: onGroup("AttachGroupPolicy"),
  handle(call, { GroupName: name = "", PolicyArn = "" }) {
    new PolicyHolders(call, "group").attachPolicy(name, PolicyArn);
    return {};
  },
};
