import type { ForgetDeviceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { forgetDevice } from "../devices/devices.ts";
import { invalidParameter } from "../errors.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html */
export const ForgetDevice: Operation<CognitoState, ForgetDeviceCommandInput, object> = {
  authorize: "public",
  handle(call, input) {
    const owner = verifyAccessToken(call, input.AccessToken!);
    const key = input.DeviceKey ?? owner.grant.deviceKey;
    if (key === undefined) throw invalidParameter("The access token is of no device, and DeviceKey is missing.");
    forgetDevice(call, owner, key);
    return {};
  },
};
