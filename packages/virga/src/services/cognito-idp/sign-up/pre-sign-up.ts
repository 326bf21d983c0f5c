import type { AttributeType } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";
import { invokeTrigger } from "../triggers/invoke-trigger.ts";
import type { PreSignUpResponse, Triggers } from "../triggers/trigger-types.ts";

export interface PreSignUp {
  readonly triggerSource: Triggers["PreSignUp"]["source"];
  readonly clientId: string;
  /** The attributes that the caller gave. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly validationData: readonly AttributeType[] | undefined;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/** Asks the pool's PreSignUp trigger, if it has one; the function may refuse the user by throwing. */
export async function preSignUp(
  call: Call<CognitoState>,
  pool: UserPool,
  user: User,
  { triggerSource, clientId, attributes, validationData, clientMetadata }: PreSignUp,
): Promise<PreSignUpResponse> {
  const response = await invokeTrigger(call, pool, {
    name: "PreSignUp",
    triggerSource,
    userName: user.username,
    clientId,
    request: {
      userAttributes: attributes,
      validationData: validationData
        ? Object.fromEntries(validationData.map(({ Name = "", Value = "" }) => [Name, Value]))
        : null,
      ...(clientMetadata && { clientMetadata }),
    },
  });
  return response ?? {};
}

/** The user as the trigger's answer to a sign-up has it: confirmed, with verified addresses. */
export function withSignUpAnswer(user: User, answer: PreSignUpResponse): User {
  const attributes: Record<string, string> = { ...user.attributes };
  for (const [attribute, verify] of [
    ["email", answer.autoVerifyEmail],
    ["phone_number", answer.autoVerifyPhone],
  ] as const) {
    if (!verify) continue;
    if (!attributes[attribute]) {
      throw invalidParameter(`PreSignUp cannot verify the ${attribute} of a user who has none.`);
    }
    attributes[`${attribute}_verified`] = "true";
  }
  return { ...user, attributes, ...(answer.autoConfirmUser && { status: "CONFIRMED" }) };
}
