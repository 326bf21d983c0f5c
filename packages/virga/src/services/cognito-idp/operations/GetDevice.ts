import type { GetDeviceCommandInput, GetDeviceCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { describeDevice, userDevice } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html */
export const GetDevice: Operation<CognitoState, GetDeviceCommandInput, Omit<GetDeviceCommandOutput, "$metadata">> = {
  authorize: "public",
  handle(call, input) {
    const owner = verifyAccessToken(call, input.AccessToken!);
    return { Device: describeDevice(userDevice(call, owner, input.DeviceKey!)) };
  },
};
