import type { Transaction } from "../../kernel/store.ts";
import { type KeyName, type KmsKey, keyArn } from "./model.ts";
import { deletionTimer, type KmsState } from "./state.ts";

/** Lets a key be deleted at an instant; it cannot be used until then. Gives the changed key. */
export function scheduleDeletion(state: KmsState, transaction: Transaction, key: KmsKey, deletion: number): KmsKey {
  const pending: KmsKey = { ...key, state: "PendingDeletion", deletion };
  const { account, region, id } = key;
  const data: KeyName = { account, region, id };
  state.host.timers.set(transaction, { kind: deletionTimer, id: keyArn(key), at: deletion, data });
  state.putKey(transaction, pending);
  return pending;
}

/** Handles the timer of deletion. */
export function deleteWhenDue(state: KmsState): void {
  state.host.timers.handle<KeyName>(deletionTimer, ({ data }) => {
    state.transact((transaction) => {
      if (state.findKey(transaction, data)?.state === "PendingDeletion") state.deleteKey(transaction, data);
    });
  });
}
