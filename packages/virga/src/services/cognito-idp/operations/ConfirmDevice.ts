import type { ConfirmDeviceCommandInput, ConfirmDeviceCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { confirmDevice } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html */
export const ConfirmDevice: Operation<
  CognitoState,
  ConfirmDeviceCommandInput,
  Omit<ConfirmDeviceCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    const { grant, pool, user } = verifyAccessToken(call, input.AccessToken!);
    return { UserConfirmationNecessary: confirmDevice(call, { pool, user }, grant, input) };
  },
};
