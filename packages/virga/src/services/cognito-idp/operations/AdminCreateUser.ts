import type {
  AdminCreateUserCommandInput,
  AdminCreateUserCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import { checkedAttributes } from "../attributes.ts";
import { onPool } from "../authorization.ts";
import { composeMessage, invitations, type Message } from "../messages.ts";
import { describeUser, type User, type UserPool } from "../model.ts";
import { sendMessages } from "../send-messages.ts";
import { checkNameIsFree, newUser } from "../sign-up/new-user.ts";
import { preSignUp } from "../sign-up/pre-sign-up.ts";
import type { CognitoState } from "../state.ts";
import { temporaryPassword, withTemporaryPassword } from "../temporary-passwords.ts";
import { hasTrigger, noClient } from "../triggers/invoke-trigger.ts";

const taken = "User account already exists";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
export const AdminCreateUser: Operation<
  CognitoState,
  AdminCreateUserCommandInput,
  Omit<AdminCreateUserCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminCreateUser"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    if (hasTrigger(pool, "PreSignUp") || hasTrigger(pool, "CustomMessage")) return withTriggers(call, pool, input);
    // Most pools have no triggers: their users are made in one transaction, without waiting for anything.
    return state.transact((transaction) => {
      const { user, messages } = isResend(input)
        ? resend(call, transaction, pool, input)
        : create(call, transaction, pool, input, asked(call, transaction, pool, input));
      const drafts = messages.map((message) => composeMessage(pool, message));
      state.send(transaction, pool, call.now, drafts);
      return { User: describeUser(user) };
    });
  },
};

async function withTriggers(
  call: Call<CognitoState>,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): Promise<Omit<AdminCreateUserCommandOutput, "$metadata">> {
  const { state } = call;
  const made = isResend(input)
    ? state.transact((transaction) => resend(call, transaction, pool, input))
    : await createWithTriggers(call, pool, input);
  await sendMessages(call, pool, made.messages, { clientId: noClient, clientMetadata: input.ClientMetadata });
  return { User: describeUser(made.user) };
}

interface Made {
  readonly user: User;
  readonly messages: readonly Message[];
}

function isResend(input: AdminCreateUserCommandInput): boolean {
  return input.MessageAction === "RESEND";
}

/** The trigger may refuse the user; what else it answers counts for sign-ups only. */
async function createWithTriggers(
  call: Call<CognitoState>,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): Promise<Made> {
  const { state } = call;
  const user = asked(call, state.reader, pool, input);
  await preSignUp(call, pool, user, {
    triggerSource: "PreSignUp_AdminCreateUser",
    clientId: noClient,
    attributes: user.attributes,
    validationData: input.ValidationData,
    clientMetadata: input.ClientMetadata,
  });
  return state.transact((transaction) => {
    checkNameIsFree(state, transaction, pool, user, taken);
    return create(call, transaction, pool, input, user);
  });
}

/** The user that the input asks for, without a password. */
function asked(
  call: Call<CognitoState>,
  reader: StoreReader,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): User {
  const attributes = checkedAttributes(pool.schema, input.UserAttributes, false);
  return newUser(call, reader, pool, { username: input.Username!, attributes, status: "FORCE_CHANGE_PASSWORD", taken });
}

function create(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
  user: User,
): Made {
  const { state } = call;
  const password = temporaryPassword(pool, input.TemporaryPassword, state.ids);
  const created = withTemporaryPassword(pool, user, password, call.now, state.ids);
  state.putUser(transaction, pool, created, undefined, input.ForceAliasCreation ?? false);
  const suppressed = input.MessageAction === "SUPPRESS";
  return {
    user: created,
    messages: suppressed ? [] : invitations(pool, created, input.DesiredDeliveryMediums, password),
  };
}

/** Sends an invitation again, with a password that is valid from now on. */
function resend(
  call: Call<CognitoState>,
  transaction: Transaction,
  pool: UserPool,
  input: AdminCreateUserCommandInput,
): Made {
  const { state } = call;
  const user = state.user(transaction, pool, input.Username!);
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    throw new AwsError(
      "UnsupportedUserStateException",
      `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  const password = temporaryPassword(pool, input.TemporaryPassword, state.ids);
  const renewed = withTemporaryPassword(pool, user, password, call.now, state.ids);
  state.putUser(transaction, pool, renewed, user);
  return { user: renewed, messages: invitations(pool, renewed, input.DesiredDeliveryMediums, password) };
}
