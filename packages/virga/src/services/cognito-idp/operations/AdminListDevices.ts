import type {
  AdminListDevicesCommandInput,
  AdminListDevicesCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { devicesPage } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html */
export const AdminListDevices: Operation<
  CognitoState,
  AdminListDevicesCommandInput,
  Omit<AdminListDevicesCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminListDevices"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const owner = { pool, user: state.user(state.reader, pool, input.Username!) };
    return devicesPage(call, owner, input);
  },
};
