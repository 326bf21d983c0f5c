import type { AdminForgetDeviceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { forgetDevice } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html */
export const AdminForgetDevice: Operation<CognitoState, AdminForgetDeviceCommandInput, object> = {
  authorize: onPool("AdminForgetDevice"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const owner = { pool, user: state.user(state.reader, pool, input.Username!) };
    forgetDevice(call, owner, input.DeviceKey!);
    return {};
  },
};
