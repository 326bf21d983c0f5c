import type { ListDevicesCommandInput, ListDevicesCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { devicesPage } from "../devices/devices.ts";
import type { CognitoState } from "../state.ts";
import { verifyAccessToken } from "../tokens/access-token.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html */
export const ListDevices: Operation<
  CognitoState,
  ListDevicesCommandInput,
  Omit<ListDevicesCommandOutput, "$metadata">
> = {
  authorize: "public",
  handle(call, input) {
    return devicesPage(call, verifyAccessToken(call, input.AccessToken!), input);
  },
};
