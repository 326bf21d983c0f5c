import { isDeepStrictEqual } from "node:util";
import type { UpdateStateMachineInput, UpdateStateMachineOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { machineDoesNotExist, nothingToUpdate, validation } from "../errors.ts";
import { checkLogging, checkRunnable } from "../machine-settings.ts";
import { parseMachineArn } from "../model.ts";
import type { MachineRecord } from "../records.ts";
import { onArn, passRole } from "../targets.ts";
import { publishVersion } from "../versions.ts";

/** Makes a new revision of a state machine; executions that run keep theirs. */
export const UpdateStateMachine: Operation<StatesEngine, UpdateStateMachineInput, UpdateStateMachineOutput> = {
  authorize: (_call, { stateMachineArn, roleArn }) => {
    const update = onArn("UpdateStateMachine", stateMachineArn);
    return roleArn === undefined ? update : [update, passRole(roleArn)];
  },
  handle(call, input) {
    const arn = input.stateMachineArn ?? "";
    const reference = parseMachineArn(arn);
    if (reference.qualifier !== undefined) throw machineDoesNotExist(arn);
    const { state } = call.state;
    const machine = state.requireMachine(reference);
    requireChange(input);
    const updated = withUpdate(machine, input, call.host.ids.uuid(), call.now);
    checkRunnable(call, { ...updated, ...updated.revision });
    return state.store.transact((transaction) => {
      state.putMachine(transaction, reference, updated);
      const output: UpdateStateMachineOutput = {
        updateDate: new Date(call.now),
        revisionId: updated.revision.revisionId,
      };
      if (!input.publish) return output;
      const published = publishVersion(state, transaction, reference, updated, call.now, input.versionDescription);
      return { ...output, stateMachineVersionArn: published.arn };
    });
  },
};

function requireChange(input: UpdateStateMachineInput): void {
  const changes = [
    input.definition,
    input.roleArn,
    input.loggingConfiguration,
    input.tracingConfiguration,
    input.encryptionConfiguration,
  ];
  if (changes.every((change) => change === undefined)) throw nothingToUpdate();
  if (input.versionDescription !== undefined && !input.publish) {
    throw validation("Version description can only be set when publish is true");
  }
}

/** The state machine with a new revision; as it is if the update changes nothing. */
function withUpdate(
  machine: MachineRecord,
  input: UpdateStateMachineInput,
  revisionId: string,
  now: number,
): MachineRecord {
  const { revisionId: _id, isInitial: _initial, updatedAt: _at, ...present } = machine.revision;
  const wanted = {
    definition: input.definition ?? present.definition,
    roleArn: input.roleArn ?? present.roleArn,
    loggingConfiguration: input.loggingConfiguration
      ? checkLogging(input.loggingConfiguration)
      : present.loggingConfiguration,
    tracingConfiguration: input.tracingConfiguration ?? present.tracingConfiguration,
    encryptionConfiguration: input.encryptionConfiguration ?? present.encryptionConfiguration,
  };
  if (isDeepStrictEqual(wanted, present)) return machine;
  return { ...machine, revision: { ...wanted, revisionId, isInitial: false, updatedAt: now } };
}
