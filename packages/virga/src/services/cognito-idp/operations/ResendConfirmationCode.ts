import type {
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { findAppClient, hidesUserExistence } from "../app-clients.ts";
import { checkSecretHash } from "../client-authentication.ts";
import { clientUserNotFound, invalidParameter, userIsDisabled } from "../errors.ts";
import { sendMessages } from "../send-messages.ts";
import { addressToVerify, signUpCode } from "../sign-up/sign-up-code.ts";
import { simulatedDelivery } from "../sign-up/simulated-delivery.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const ResendConfirmationCode: Operation<
  CognitoState,
  ResendConfirmationCodeCommandInput,
  Omit<ResendConfirmationCodeCommandOutput, "$metadata">
> = {
  authorize: "public",
  async handle(call, input) {
    const { state } = call;
    const { pool, client } = findAppClient(state, state.reader, input.ClientId!);
    checkSecretHash(client, input.SecretHash, input.Username!);
    const found = state.findUser(state.reader, pool, input.Username!);
    if (!found?.enabled) {
      if (hidesUserExistence(client)) return { CodeDeliveryDetails: simulatedDelivery(pool, input.Username!) };
      throw found ? userIsDisabled() : clientUserNotFound();
    }
    const underWay = state.transact((transaction) => {
      const user = state.user(transaction, pool, found.username);
      if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
      const address = addressToVerify(pool, user);
      if (!address) throw invalidParameter("Auto verification not turned on.");
      const code = signUpCode(call, pool, user, address, client.id, "CustomMessage_ResendCode");
      state.putUser(transaction, pool, code.user, user);
      return code;
    });
    const context = { clientId: client.id, clientMetadata: input.ClientMetadata };
    await sendMessages(call, pool, [underWay.message], context);
    return { CodeDeliveryDetails: underWay.delivery };
  },
};
