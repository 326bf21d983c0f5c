import type {
  GetUserAttributeVerificationCodeCommandInput,
  GetUserAttributeVerificationCodeCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { verifiableAttribute } from "../attribute-changes/verify-attribute.ts";
import { withNewCode } from "../codes/codes.ts";
import { invalidParameter } from "../errors.ts";
import { deliveryDetails, sendMessages } from "../send-messages.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
export const GetUserAttributeVerificationCode: Operation<
  CognitoState,
  GetUserAttributeVerificationCodeCommandInput,
  Omit<GetUserAttributeVerificationCodeCommandOutput, "$metadata">
> = {
  authorize: "public",
  async handle(call, input) {
    const { state } = call;
    const { pool, client, user: holder } = verifyAccessToken(call, input.AccessToken!);
    const attribute = verifiableAttribute(input.AttributeName!);
    const { user, code, destination } = state.transact((transaction) => {
      const before = state.user(transaction, pool, holder.username);
      const value = before.pendingAttributes?.[attribute] ?? before.attributes[attribute];
      if (!value) throw invalidParameter(`User has no ${attribute} to verify.`);
      const coded = withNewCode(before, attribute, attribute, call.now, state.ids);
      state.putUser(transaction, pool, coded.user, before);
      return { ...coded, destination: value };
    });
    const source = "CustomMessage_VerifyUserAttribute";
    const medium = attribute === "email" ? "EMAIL" : "SMS";
    const context = { clientId: client.id, clientMetadata: input.ClientMetadata };
    await sendMessages(call, pool, [{ source, user, medium, destination, code }], context);
    return { CodeDeliveryDetails: deliveryDetails(attribute, destination) };
  },
};
