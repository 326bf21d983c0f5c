import type { ChangePasswordCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { withAttempt } from "../codes/codes.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import { withNewPassword } from "../new-passwords.ts";
import { matchesPassword } from "../passwords.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
export const ChangePassword: Operation<CognitoState, ChangePasswordCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const { state, now } = call;
    const { pool, user: holder } = verifyAccessToken(call, input.AccessToken!);
    const failure = state.transact((transaction) => {
      const user = state.user(transaction, pool, holder.username);
      // Users who sign in without a password set their first one here.
      if (user.password && input.PreviousPassword === undefined) {
        throw invalidParameter("PreviousPassword is required for users who have a password.");
      }
      // Counted before it is checked: whoever guessed too often does not get to guess right.
      const attempted = withAttempt(user, "change password", now);
      if (user.password && !matchesPassword(pool.id, user.username, input.PreviousPassword!, user.password)) {
        state.putUser(transaction, pool, attempted, user);
        return notAuthorized("Incorrect username or password.");
      }
      const changed = withNewPassword(pool, user, input.ProposedPassword!, now, state.ids);
      state.putUser(transaction, pool, changed, user);
      return undefined;
    });
    if (failure instanceof AwsError) throw failure;
    return {};
  },
};
