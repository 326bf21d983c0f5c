import type {
  ConfirmDeviceCommandInput,
  DeviceRememberedStatusType,
  DeviceType,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidPageToken, invalidParameter } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { Device, Grant } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";
import { deviceNotFound } from "./errors.ts";

/** Whose devices are meant. */
export interface DeviceOwner {
  readonly pool: UserPool;
  readonly user: User;
}

type CognitoCall = Call<CognitoState>;

/** A user's device, or ResourceNotFoundException. */
export function userDevice({ state }: CognitoCall, { pool, user }: DeviceOwner, key: string): Device {
  const device = state.signIn.device(state.reader, pool, comparable(pool, user.username), key);
  if (!device) throw deviceNotFound();
  return device;
}

/**
 * Keeps the device that a sign-in was given keys for, with the verifier of its password. Says whether the user must be asked
 * before it is remembered.
 */
export function confirmDevice(
  { state, now, sourceIp }: CognitoCall,
  { pool, user }: DeviceOwner,
  grant: Grant,
  input: ConfirmDeviceCommandInput,
): boolean {
  const settings = pool.settings.DeviceConfiguration;
  const groupKey = grant.newDeviceGroupKey;
  if (!settings || input.DeviceKey !== grant.deviceKey || groupKey === undefined) throw deviceNotFound();
  const { PasswordVerifier: verifier, Salt: salt } = input.DeviceSecretVerifierConfig ?? {};
  if (!verifier || !salt) throw invalidParameter("Invalid device secret verifier config.");
  const asked = settings.DeviceOnlyRememberedOnUserPrompt ?? false;
  const device: Device = {
    key: input.DeviceKey!,
    groupKey,
    ...(input.DeviceName !== undefined && { name: input.DeviceName }),
    salt: Buffer.from(salt, "base64").toString("hex"),
    verifier: Buffer.from(verifier, "base64").toString("hex"),
    remembered: !asked,
    ...(sourceIp !== undefined && { lastIp: sourceIp }),
    created: now,
    modified: now,
    authenticated: now,
  };
  state.transact((transaction) => state.signIn.putDevice(transaction, pool, comparable(pool, user.username), device));
  return asked;
}

export function setDeviceStatus(
  call: CognitoCall,
  owner: DeviceOwner,
  key: string,
  status: DeviceRememberedStatusType | undefined,
): void {
  const device = { ...userDevice(call, owner, key), remembered: status === "remembered", modified: call.now };
  const { pool, user } = owner;
  call.state.transact((transaction) =>
    call.state.signIn.putDevice(transaction, pool, comparable(pool, user.username), device),
  );
}

export function forgetDevice(call: CognitoCall, owner: DeviceOwner, key: string): void {
  const { pool, user } = owner;
  userDevice(call, owner, key);
  call.state.transact((transaction) =>
    call.state.signIn.deleteDevice(transaction, pool, comparable(pool, user.username), key),
  );
}

/** A page of a user's devices: 60 at most. */
export function devicesPage(
  { state }: CognitoCall,
  { pool, user }: DeviceOwner,
  input: { readonly Limit?: number | undefined; readonly PaginationToken?: string | undefined },
): { Devices: DeviceType[]; PaginationToken?: string } {
  const after = afterToken(input.PaginationToken, invalidPageToken);
  const devices = state.signIn.devices(state.reader, pool, comparable(pool, user.username), after);
  const { items, token } = takePage(devices, input.Limit || 60, ({ key }) => key);
  return { Devices: items.map(describeDevice), ...(token !== undefined && { PaginationToken: token }) };
}

export function describeDevice(device: Device): DeviceType {
  const attributes: Readonly<Record<string, string | undefined>> = {
    device_status: "valid",
    device_name: device.name,
    last_ip_used: device.lastIp,
    "dev:device_remembered_status": device.remembered ? "remembered" : "not_remembered",
  };
  return {
    DeviceKey: device.key,
    DeviceAttributes: Object.entries(attributes)
      .filter(([, Value]) => Value !== undefined)
      .map(([Name, Value]) => ({ Name, Value })),
    DeviceCreateDate: new Date(device.created),
    DeviceLastModifiedDate: new Date(device.modified),
    DeviceLastAuthenticatedDate: new Date(device.authenticated),
  };
}
