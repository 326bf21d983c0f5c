import type { AdminGetUserCommandInput, AdminGetUserCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeFactors } from "../mfa/factors.ts";
import { attributeList } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
export const AdminGetUser: Operation<
  CognitoState,
  AdminGetUserCommandInput,
  Omit<AdminGetUserCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminGetUser"),
  handle(call, input) {
    const { state } = call;
    const user = state.user(state.reader, state.pool(state.reader, call, input.UserPoolId!), input.Username!);
    return {
      Username: user.username,
      UserAttributes: attributeList(user),
      UserCreateDate: new Date(user.created),
      UserLastModifiedDate: new Date(user.modified),
      Enabled: user.enabled,
      UserStatus: user.status,
      ...describeFactors(user),
    };
  },
};
