import type {
  AdminGetDeviceCommandInput,
  AdminGetDeviceCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeDevice, userDevice } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html */
export const AdminGetDevice: Operation<
  CognitoState,
  AdminGetDeviceCommandInput,
  Omit<AdminGetDeviceCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminGetDevice"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const owner = { pool, user: state.user(state.reader, pool, input.Username!) };
    return { Device: describeDevice(userDevice(call, owner, input.DeviceKey!)) };
  },
};
