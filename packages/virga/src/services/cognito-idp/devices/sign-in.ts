import type { NewDeviceMetadataType } from "@aws-sdk/client-cognito-identity-provider";
import { challenge, sessionContent } from "../sign-in/challenges.ts";
import { type Progress, required, type SignInAnswer, wrongCredentials } from "../sign-in/request.ts";
import { endSession, keepSession } from "../sign-in/sessions.ts";
import { beginExchange, isClaimProven } from "../sign-in/srp.ts";
import { checkedPublicValue, claimOf } from "../sign-in/srp-parameters.ts";
import { comparable } from "../sign-in-names.ts";
import type { Device, Session } from "../sign-in-records.ts";
import { deviceNotFound } from "./errors.ts";

/** The device that the caller says to use; ResourceNotFoundException if the user has none of this key. */
export function knownDevice({ request, user, deviceKey }: Progress): Device | undefined {
  const { call, pool } = request;
  if (deviceKey === undefined || !pool.settings.DeviceConfiguration) return undefined;
  const device = call.state.signIn.device(call.state.reader, pool, comparable(pool, user.username), deviceKey);
  if (!device) throw deviceNotFound();
  return device;
}

/** Whether the device stands for the second factor: it is remembered, and the pool only asks on new devices. */
export function isTrustedDevice(progress: Progress): boolean {
  const device = knownDevice(progress);
  const { DeviceConfiguration } = progress.request.pool.settings;
  return Boolean(device?.remembered && DeviceConfiguration?.ChallengeRequiredOnNewDevice);
}

/** Asks a known device to prove that it is the one. */
export function deviceChallenge(progress: Progress): SignInAnswer | undefined {
  if (!knownDevice(progress)) return undefined;
  return challenge(progress, "DEVICE_SRP_AUTH", {});
}

/** The server's step of the device's SRP exchange. */
export function devicePasswordChallenge(progress: Progress, session: Session): SignInAnswer {
  const { request, user } = progress;
  const device = knownDevice(progress);
  if (!device || required(request, "DEVICE_KEY") !== device.key) throw deviceNotFound();
  const srp = beginExchange(device.verifier, checkedPublicValue(request), request.call.state.ids);
  endSession(request, session);
  const kept = keepSession(request, { ...sessionContent(progress), challenge: "DEVICE_PASSWORD_VERIFIER", srp });
  return {
    ChallengeName: "DEVICE_PASSWORD_VERIFIER",
    Session: kept.toString("base64url"),
    ChallengeParameters: {
      DEVICE_KEY: device.key,
      SALT: device.salt,
      SECRET_BLOCK: kept.toString("base64"),
      SRP_B: srp.serverPublic,
      USERNAME: user.username,
    },
  };
}

/** Throws NotAuthorizedException if the device has not proved that it knows its password. */
export function checkDevice(progress: Progress, session: Session): void {
  const device = knownDevice(progress);
  if (!device || !session.srp) throw deviceNotFound();
  const claim = claimOf(progress.request, { group: device.groupKey, identity: device.key });
  if (!isClaimProven(session.srp, device.verifier, claim)) throw wrongCredentials();
}

/** The keys for a device that the pool does not know yet, where the pool tracks devices. */
export function newDevice(progress: Progress): Required<NewDeviceMetadataType> | undefined {
  const { request } = progress;
  const { pool, call } = request;
  if (!pool.settings.DeviceConfiguration || progress.deviceKey !== undefined) return undefined;
  const group = call.state.ids.text(8, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
  return { DeviceKey: `${pool.region}_${call.state.ids.uuid()}`, DeviceGroupKey: `-${group}` };
}

/** Notes when and from where the device was last used. */
export function rememberVisit(progress: Progress): void {
  const device = knownDevice(progress);
  if (!device) return;
  const { call, pool } = progress.request;
  const lastIp = call.sourceIp;
  call.state.transact((transaction) => {
    const visited = { ...device, authenticated: call.now, ...(lastIp !== undefined && { lastIp }) };
    call.state.signIn.putDevice(transaction, pool, comparable(pool, progress.user.username), visited);
  });
}
