import type { AdminUpdateDeviceStatusCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { setDeviceStatus } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html */
export const AdminUpdateDeviceStatus: Operation<CognitoState, AdminUpdateDeviceStatusCommandInput, object> = {
  authorize: onPool("AdminUpdateDeviceStatus"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const owner = { pool, user: state.user(state.reader, pool, input.Username!) };
    setDeviceStatus(call, owner, input.DeviceKey!, input.DeviceRememberedStatus);
    return {};
  },
};
