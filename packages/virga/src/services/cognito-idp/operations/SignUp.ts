import type { SignUpCommandInput, SignUpCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Call, Operation } from "../../../kernel/service.ts";
import { type AppClient, findAppClient } from "../app-clients.ts";
import { checkWritable } from "../attribute-permissions.ts";
import { checkedAttributes, checkRequiredAttributes } from "../attributes.ts";
import { checkSecretHash } from "../client-authentication.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import { checkPassword, passwordRecord } from "../passwords.ts";
import { sendMessages } from "../send-messages.ts";
import { postConfirmation } from "../sign-up/confirm-user.ts";
import { checkNameIsFree, newUser } from "../sign-up/new-user.ts";
import { preSignUp, withSignUpAnswer } from "../sign-up/pre-sign-up.ts";
import { addressToVerify, signUpCode } from "../sign-up/sign-up-code.ts";
import { signUpSession } from "../sign-up/sign-up-sessions.ts";
import type { CognitoState } from "../state.ts";

const taken = "User already exists";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const SignUp: Operation<CognitoState, SignUpCommandInput, Omit<SignUpCommandOutput, "$metadata">> = {
  authorize: "public",
  async handle(call, input) {
    const { state } = call;
    const { ClientMetadata: clientMetadata, ValidationData: validationData } = input;
    const app = findAppClient(state, state.reader, input.ClientId!);
    const { pool, client } = app;
    const { user: asked, attributes } = askedUser(call, app, input);
    const answer = await preSignUp(call, pool, asked, {
      triggerSource: "PreSignUp_SignUp",
      clientId: client.id,
      attributes,
      validationData,
      clientMetadata,
    });
    const answered = withSignUpAnswer(asked, answer);
    const confirmed = answered.status === "CONFIRMED";
    const address = confirmed ? undefined : addressToVerify(pool, answered);
    const underWay = address && signUpCode(call, pool, answered, address, client.id, "CustomMessage_SignUp");
    const user = underWay?.user ?? answered;
    state.transact((transaction) => {
      checkNameIsFree(state, transaction, pool, user, taken);
      // An address that the trigger vouches for is taken from whoever had it as an alias.
      state.putUser(transaction, pool, user, undefined, Boolean(answer.autoVerifyEmail || answer.autoVerifyPhone));
    });
    if (underWay) await sendMessages(call, pool, [underWay.message], { clientId: client.id, clientMetadata });
    if (confirmed) {
      await postConfirmation(call, pool, user, "PostConfirmation_ConfirmSignUp", client.id, clientMetadata);
    }
    const session = signUpSession(call, app, user, confirmed ? "SIGN_IN" : "CONFIRM_SIGN_UP");
    return {
      UserConfirmed: confirmed,
      ...(session !== undefined && { Session: session }),
      ...(underWay && { CodeDeliveryDetails: underWay.delivery }),
      UserSub: user.sub,
    };
  },
};

/** The user as the caller wants it, and the attributes the caller gave. */
function askedUser(
  call: Call<CognitoState>,
  { pool, client }: AppClient,
  input: SignUpCommandInput,
): { readonly user: User; readonly attributes: Readonly<Record<string, string>> } {
  const { state } = call;
  const username = input.Username!;
  checkSecretHash(client, input.SecretHash, username);
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly) {
    throw notAuthorized("SignUp is not permitted for this user pool");
  }
  const attributes = checkedAttributes(pool.schema, input.UserAttributes, false);
  checkWritable(client, Object.keys(attributes));
  checkSignUpPassword(pool, input.Password);
  const user = newUser(call, state.reader, pool, { username, attributes, status: "UNCONFIRMED", taken });
  checkRequiredAttributes(pool.schema, user.attributes);
  if (!input.Password) return { user, attributes };
  const password = passwordRecord(pool.id, user.username, input.Password, state.ids);
  return { user: { ...user, password }, attributes };
}

/** Users sign up without a password only where codes let them sign in. */
function checkSignUpPassword(pool: UserPool, password: string | undefined): void {
  const factors = pool.settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  if (password) checkPassword(pool.settings.Policies?.PasswordPolicy ?? {}, password);
  else if (!factors.includes("EMAIL_OTP") && !factors.includes("SMS_OTP")) {
    throw invalidParameter("Password is required, since the user pool has no sign-in without one.");
  }
}
