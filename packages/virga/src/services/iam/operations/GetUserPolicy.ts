import type { GetUserPolicyCommandInput, GetUserPolicyCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onUser } from "../authorization.ts";
import { encodeDocument } from "../model.ts";
import { PolicyHolders } from "../policy-holders.ts";
import type { IamState } from "../state.ts";

/** An inline policy of a user, its document percent-encoded. */
export const GetUserPolicy: Operation<
  IamState,
  GetUserPolicyCommandInput,
  Omit<GetUserPolicyCommandOutput, "$metadata">
> = {
  authorize: onUser("GetUserPolicy"),
  handle(call, { UserName = "", PolicyName = "" }) {
    const document = new PolicyHolders(call, "user").inlinePolicy(UserName, PolicyName);
    return { UserName, PolicyName, PolicyDocument: encodeDocument(document) };
  },
};
