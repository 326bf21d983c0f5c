import type { VerifyUserAttributeCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { verifiableAttribute, withVerified } from "../attribute-changes/verify-attribute.ts";
import { checkCode } from "../codes/codes.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
export const VerifyUserAttribute: Operation<CognitoState, VerifyUserAttributeCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { state, now } = call;
    const { pool, user: holder } = verifyAccessToken(call, input.AccessToken!);
    const attribute = verifiableAttribute(input.AttributeName!);
    const failure = state.transact((transaction) => {
      const user = state.user(transaction, pool, holder.username);
      const { error, user: checked } = checkCode(user, attribute, input.Code!, now);
      state.putUser(transaction, pool, error ? checked : withVerified(checked, attribute, now), user);
      return error;
    });
    if (failure instanceof AwsError) throw failure;
    return {};
  },
};
