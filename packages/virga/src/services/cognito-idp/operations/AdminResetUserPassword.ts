import type { AdminResetUserPasswordCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { userIsDisabled } from "../errors.ts";
import { notResettable, recoveryCode } from "../password-recovery/recovery-code.ts";
import { sendMessages } from "../send-messages.ts";
import type { CognitoState } from "../state.ts";
import { noClient } from "../triggers/invoke-trigger.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html */
export const AdminResetUserPassword: Operation<CognitoState, AdminResetUserPasswordCommandInput, object> = {
  authorize: onPool("AdminResetUserPassword"),
  async handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const { message } = state.transact((transaction) => {
      const user = state.user(transaction, pool, input.Username!);
      if (!user.enabled) throw userIsDisabled();
      if (user.status !== "CONFIRMED" && user.status !== "RESET_REQUIRED") throw notResettable();
      return recoveryCode(call, transaction, pool, user, { status: "RESET_REQUIRED", modified: call.now });
    });
    await sendMessages(call, pool, [message], { clientId: noClient, clientMetadata: input.ClientMetadata });
    return {};
  },
};
