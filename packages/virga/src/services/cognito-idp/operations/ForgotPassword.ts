import type {
  ForgotPasswordCommandInput,
  ForgotPasswordCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Call, Operation } from "../../../kernel/service.ts";
import { type AppClient, findAppClient, hidesUserExistence } from "../app-clients.ts";
import { checkSecretHash } from "../client-authentication.ts";
import { clientUserNotFound, userIsDisabled } from "../errors.ts";
import type { User } from "../model.ts";
import { recoveryAddress } from "../password-recovery/recovery-address.ts";
import { recoveryCode } from "../password-recovery/recovery-code.ts";
import { sendMessages } from "../send-messages.ts";
import { simulatedDelivery } from "../sign-up/simulated-delivery.ts";
import type { CognitoState } from "../state.ts";
import { migrateUser } from "../triggers/migrate-user.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
export const ForgotPassword: Operation<
  CognitoState,
  ForgotPasswordCommandInput,
  Omit<ForgotPasswordCommandOutput, "$metadata">
> = {
  authorize: "public",
  async handle(call, input) {
    const { state } = call;
    const app = findAppClient(state, state.reader, input.ClientId!);
    const { pool, client } = app;
    checkSecretHash(client, input.SecretHash, input.Username!);
    const found = await findOrMigrate(call, app, input);
    if (!found) return { CodeDeliveryDetails: simulatedDelivery(pool, input.Username!) };
    const code = state.transact((transaction) => {
      const user = state.user(transaction, pool, found.username);
      return recoveryCode(call, transaction, pool, user);
    });
    const context = { clientId: client.id, clientMetadata: input.ClientMetadata };
    await sendMessages(call, pool, [code.message], context);
    return { CodeDeliveryDetails: code.delivery };
  },
};

/** The user who forgot the password; `undefined` if the client hides that there is none who could get a code. */
async function findOrMigrate(
  call: Call<CognitoState>,
  app: AppClient,
  { Username: username, ClientMetadata: clientMetadata }: ForgotPasswordCommandInput,
): Promise<User | undefined> {
  const { pool, client } = app;
  const triggerSource = "UserMigration_ForgotPassword";
  const found =
    call.state.findUser(call.state.reader, pool, username!) ??
    (await migrateUser(call, app, { triggerSource, username: username!, clientMetadata }));
  if (hidesUserExistence(client)) {
    return found?.enabled && recoveryAddress(pool, found) ? found : undefined;
  }
  if (!found) throw clientUserNotFound();
  if (!found.enabled) throw userIsDisabled();
  return found;
}
