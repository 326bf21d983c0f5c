import type { UpdateDeviceStatusCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { setDeviceStatus } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html */
export const UpdateDeviceStatus: Operation<CognitoState, UpdateDeviceStatusCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    setDeviceStatus(call, verifyAccessToken(call, input.AccessToken!), input.DeviceKey!, input.DeviceRememberedStatus);
    return {};
  },
};
