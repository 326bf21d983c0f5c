import { AwsError } from "../../../kernel/errors.ts";
import { invalidParameter } from "../errors.ts";
import type { MfaFactor, User } from "../model.ts";
import { deliveryDetails, sendMessages } from "../send-messages.ts";
import { challenge } from "../sign-in/challenges.ts";
import { type Progress, required, type SignInAnswer, type SignInRequest } from "../sign-in/request.ts";
import type { Session } from "../sign-in-records.ts";
import { poolFactors, usableFactors } from "./factors.ts";
import { matchingStep } from "./totp.ts";

/** The parameter of a challenge's answer that has its code. */
const codeParameters: Readonly<Record<string, string>> = {
  SMS_MFA: "SMS_MFA_CODE",
  SMS_OTP: "SMS_OTP_CODE",
  EMAIL_OTP: "EMAIL_OTP_CODE",
  SOFTWARE_TOKEN_MFA: "SOFTWARE_TOKEN_MFA_CODE",
};

/** The challenge for a second factor, if this sign-in needs one. */
export async function mfaChallenge(progress: Progress): Promise<SignInAnswer | undefined> {
  const { request, user } = progress;
  const { pool } = request;
  if (poolFactors(pool).length === 0) return undefined;
  const factors = usableFactors(pool, user);
  if (factors.length === 0) {
    if (pool.settings.MfaConfiguration !== "ON") return undefined;
    const MFAS_CAN_SETUP = JSON.stringify(poolFactors(pool));
    return challenge(progress, "MFA_SETUP", { MFAS_CAN_SETUP, USER_ID_FOR_SRP: user.username });
  }
  if (factors.length > 1) {
    const MFAS_CAN_CHOOSE = JSON.stringify(factors);
    return challenge(progress, "SELECT_MFA_TYPE", { MFAS_CAN_CHOOSE, USER_ID_FOR_SRP: user.username });
  }
  return factorChallenge(progress, factors[0]!);
}

async function factorChallenge(progress: Progress, factor: MfaFactor): Promise<SignInAnswer> {
  if (factor !== "SOFTWARE_TOKEN_MFA") return codeChallenge(progress, factor);
  const FRIENDLY_DEVICE_NAME = progress.user.mfa?.softwareToken?.name;
  return challenge(progress, factor, { FRIENDLY_DEVICE_NAME, USER_ID_FOR_SRP: progress.user.username });
}

/** Sends the user a code and asks for it. */
export async function codeChallenge(
  progress: Progress,
  name: "SMS_MFA" | "EMAIL_OTP" | "SMS_OTP",
): Promise<SignInAnswer> {
  const { request, user } = progress;
  const { call, pool, client, clientMetadata } = request;
  const attribute = name === "EMAIL_OTP" ? "email" : "phone_number";
  const destination = user.attributes[attribute];
  if (!destination) throw invalidParameter(`User has no ${attribute} attribute to deliver the code to.`);
  // Codes of first factors have eight digits.
  const length = name === "SMS_OTP" || (name === "EMAIL_OTP" && progress.flow === "USER_AUTH") ? 8 : 6;
  const code = call.state.ids.text(length, "0123456789");
  const { DeliveryMedium, Destination } = deliveryDetails(attribute, destination);
  const medium = attribute === "email" ? "EMAIL" : "SMS";
  const email = pool.mfa?.email;
  const template = medium === "EMAIL" && email ? { template: { subject: email.Subject, body: email.Message } } : {};
  const message = { source: "CustomMessage_Authentication", user, medium, destination, code, ...template } as const;
  await sendMessages(call, pool, [message], { clientId: client.id, clientMetadata });
  const parameters = { CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium, CODE_DELIVERY_DESTINATION: Destination };
  return challenge(progress, name, { ...parameters, USER_ID_FOR_SRP: user.username }, { code });
}

/** Throws CodeMismatchException if the answer's code is not the one that was sent. */
export function checkSentCode(request: SignInRequest, session: Session): void {
  if (required(request, codeParameters[session.challenge]!) !== session.code) {
    throw new AwsError("CodeMismatchException", "Invalid code or auth state for the user.");
  }
}

/** Checks a code of the user's authenticator app; each is good once. */
export function checkSoftwareToken(request: SignInRequest, user: User): void {
  const { state, now } = request.call;
  const code = required(request, codeParameters.SOFTWARE_TOKEN_MFA!);
  const token = user.mfa?.softwareToken;
  const step = token && matchingStep(token.secret, code, now);
  if (!token || step === undefined) throw new AwsError("CodeMismatchException", "Invalid code received for user");
  if (token.lastStep !== undefined && step <= token.lastStep) {
    throw new AwsError("ExpiredCodeException", "Your software token has already been used once.");
  }
  state.transact((transaction) => {
    const present = state.userByUsername(transaction, request.pool, user.username) ?? user;
    const mfa = { enabled: [], ...present.mfa, softwareToken: { ...token, lastStep: step } };
    state.putUser(transaction, request.pool, { ...present, mfa }, present);
  });
}

/** Goes on with the factor that the caller has chosen. */
export function chosenFactor(progress: Progress): Promise<SignInAnswer> {
  const answer = required(progress.request, "ANSWER");
  const factor = usableFactors(progress.request.pool, progress.user).find((name) => name === answer);
  if (!factor) throw invalidParameter(`Unrecognizable answer: ${answer}`);
  return factorChallenge(progress, factor);
}
