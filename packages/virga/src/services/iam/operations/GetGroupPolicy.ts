import type { GetGroupPolicyCommandInput, GetGroupPolicyCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { encodeDocument } from "../model.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** An inline policy of a group, its document percent-encoded. */
export const GetGroupPolicy: Operation<
  IamState,
  GetGroupPolicyCommandInput,
  Omit<GetGroupPolicyCommandOutput, "$metadata">
> = {
  authorize: onGroup("GetGroupPolicy"),
  handle(call, { GroupName = "", PolicyName = "" }) {
    const document = new PolicyHolders(call, "group").inlinePolicy(GroupName, PolicyName);
    return { GroupName, PolicyName, PolicyDocument: encodeDocument(document) };
  },
};
