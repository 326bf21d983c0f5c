import type { AttachUserPolicyCommandInput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** Attaches a managed policy to a user. */
export const AttachUserPolicy: Operation<IamState, AttachUserPolicyCommandInput, object> = {
  authorize: onUser("AttachUserPolicy"),
  handle(call, { UserName: name = "", PolicyArn = "" }) {
    new PolicyHolders(call, "user").attachPolicy(name, PolicyArn);
    return {};
  },
};
