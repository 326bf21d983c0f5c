import type { GetUserCommandInput, GetUserCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { isReadable } from "../attribute-permissions.ts";
import { describeFactors } from "../mfa/factors.ts";
import { attributeList } from "../model.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const GetUser: Operation<CognitoState, GetUserCommandInput, Omit<GetUserCommandOutput, "$metadata">> = {
  authorize: "public",
  handle(call, input) {
    const { client, user } = verifyAccessToken(call, input.AccessToken!);
    return {
      Username: user.username,
      UserAttributes: attributeList(user).filter(({ Name }) => isReadable(client, Name)),
      ...describeFactors(user),
    };
  },
};
