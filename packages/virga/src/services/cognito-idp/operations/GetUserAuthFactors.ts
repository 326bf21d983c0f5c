import type {
  GetUserAuthFactorsCommandInput,
  GetUserAuthFactorsCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { describeFactors, firstFactors } from "../mfa/factors.ts";
import { usablePasskeys } from "../passkeys/relying-party.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html */
export const GetUserAuthFactors: Operation<
  CognitoState,
  GetUserAuthFactorsCommandInput,
  Omit<GetUserAuthFactorsCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    const { pool, user } = verifyAccessToken(call, input.AccessToken!);
    return {
      Username: user.username,
      ...describeFactors(user),
      ConfiguredUserAuthFactors: [...firstFactors(pool, user, usablePasskeys(call.state, pool, user).length > 0)],
    };
  },
};
