import type { Transaction } from "../../kernel/store.ts";
import { conflict } from "./errors.ts";
import { type MachineReference, machineArn, mostVersions } from "./model.ts";
import type { MachineRecord, VersionRecord } from "./records.ts";
import type { StatesState } from "./state.ts";

/** A published version and the state machine that counts it. */
export interface Published {
  readonly machine: MachineRecord;
  readonly version: VersionRecord;
  readonly arn: string;
}

/** Publishes a state machine's newest revision; the last version of the same revision is that one. */
export function publishVersion(
  state: StatesState,
  transaction: Transaction,
  reference: MachineReference,
  machine: MachineRecord,
  now: number,
  description: string | undefined,
): Published {
  const [last] = state.versions(reference, undefined, transaction);
  if (last && last.number === machine.lastVersion && last.revision.revisionId === machine.revision.revisionId) {
    return { machine, version: last, arn: versionArn(reference, last.number) };
  }
  const number = machine.lastVersion + 1;
  if (number > mostVersions) throw conflict(`A state machine can have at most ${mostVersions} versions.`);
  const version: VersionRecord = {
    number,
    createdAt: now,
    ...(description === undefined ? {} : { description }),
    revision: machine.revision,
  };
  const counted = { ...machine, lastVersion: number };
  state.putVersion(transaction, reference, version);
  state.putMachine(transaction, reference, counted);
  return { machine: counted, version, arn: versionArn(reference, number) };
}

/** `...:stateMachine:<name>:<number>` */
export function versionArn(reference: MachineReference, number: number): string {
  return machineArn({ ...reference, qualifier: String(number) });
}
