import type { Transaction } from "../../kernel/store.ts";
import { unsupportedOperation } from "./errors.ts";
import { newSymmetricMaterial } from "./key-creation.ts";
import { type KeyName, type KmsKey, keyArn, millisecondsPerDay } from "./model.ts";
import { type KmsState, rotationTimer } from "./state.ts";

/** Only symmetric keys can be rotated. @throws AwsError UnsupportedOperationException */
export function checkRotatable(key: KmsKey): void {
  if (key.spec !== "SYMMETRIC_DEFAULT") throw unsupportedOperation();
}

/** Turns automatic rotation on: every so many days from now. Gives the changed key. */
export function scheduleRotation(
  state: KmsState,
  transaction: Transaction,
  key: KmsKey,
  days: number,
  now: number,
): KmsKey {
  const next = now + days * millisecondsPerDay;
  const rotated: KmsKey = { ...key, rotation: { days, next } };
  const { account, region, id } = key;
  const data: KeyName = { account, region, id };
  state.host.timers.set(transaction, { kind: rotationTimer, id: keyArn(key), at: next, data });
  state.putKey(transaction, rotated);
  return rotated;
}

/** Gives a key new material; the older ones stay, to decrypt. */
export function rotate(
  state: KmsState,
  transaction: Transaction,
  key: KmsKey,
  rotation: "AUTOMATIC" | "ON_DEMAND",
  now: number,
): KmsKey {
  const material = { version: key.material + 1, id: state.host.ids.hex(64), created: now, rotation };
  const secret = Buffer.from(newSymmetricMaterial(state.host.ids)).toString("base64");
  state.putMaterial(transaction, key, { ...material, secret });
  const rotated: KmsKey = { ...key, material: material.version, materialId: material.id };
  state.putKey(transaction, rotated);
  return rotated;
}

/** Handles the timer of automatic rotation. A key that is about to be deleted is not rotated; a disabled one is. */
export function rotateWhenDue(state: KmsState): void {
  state.host.timers.handle<KeyName>(rotationTimer, ({ data, at }) => {
    state.transact((transaction) => {
      const key = state.findKey(transaction, data);
      if (!key?.rotation || key.rotation.next !== at) return;
      const rotated = key.state === "PendingDeletion" ? key : rotate(state, transaction, key, "AUTOMATIC", at);
      scheduleRotation(state, transaction, rotated, key.rotation.days, at);
    });
  });
}
