import type { CreateStateMachineInput, CreateStateMachineOutput } from "@aws-sdk/client-sfn";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { invalidName, machineAlreadyExists, validation } from "../errors.ts";
import { awsOwnedKey, checkLogging, checkRunnable, mergeTags, noTracing } from "../machine-settings.ts";
import { isValidName, type MachineReference, machineArn } from "../model.ts";
import type { MachineRecord } from "../records.ts";
import { onArn, passRole } from "../targets.ts";
import { publishVersion } from "../versions.ts";

/** Creates a state machine. Creating the same one again gives the first. */
export const CreateStateMachine: Operation<StatesEngine, CreateStateMachineInput, CreateStateMachineOutput> = {
  authorize: ({ account, region }, { name = "", roleArn }) => [
    onArn("CreateStateMachine", machineArn({ account, region, name })),
    passRole(roleArn),
  ],
  handle(call, input) {
    const machine = newMachine(call, input);
    if (input.versionDescription !== undefined && !input.publish) {
      throw validation("Version description can only be set when publish is true");
    }
    checkRunnable(call, { ...machine, ...machine.revision });
    const reference: MachineReference = { account: call.account, region: call.region, name: machine.name };
    const { state } = call.state;
    return state.store.transact((transaction) => {
      const present = state.machine(reference, transaction);
      if (present && !isSame(present, machine)) throw machineAlreadyExists(machine.arn);
      if (!present) state.putMachine(transaction, reference, machine);
      const kept = present ?? machine;
      const output: CreateStateMachineOutput = { stateMachineArn: kept.arn, creationDate: new Date(kept.createdAt) };
      if (!input.publish) return output;
      const { arn } = publishVersion(state, transaction, reference, kept, call.now, input.versionDescription);
      return { ...output, stateMachineVersionArn: arn };
    });
  },
};

function newMachine(call: Call, input: CreateStateMachineInput): MachineRecord {
  const name = input.name ?? "";
  if (!isValidName(name)) throw invalidName(name);
  const arn = machineArn({ account: call.account, region: call.region, name });
  return {
    name,
    arn,
    type: input.type ?? "STANDARD",
    createdAt: call.now,
    tags: mergeTags(arn, {}, input.tags ?? []),
    lastVersion: 0,
    revision: {
      revisionId: call.host.ids.uuid(),
      isInitial: true,
      definition: input.definition ?? "",
      roleArn: input.roleArn ?? "",
      loggingConfiguration: checkLogging(input.loggingConfiguration),
      tracingConfiguration: input.tracingConfiguration ?? noTracing,
      encryptionConfiguration: input.encryptionConfiguration ?? awsOwnedKey,
      updatedAt: call.now,
    },
  };
}

/** Roles and tags do not tell two state machines apart. */
function isSame(present: MachineRecord, wanted: MachineRecord): boolean {
  const identity = ({ type, revision }: MachineRecord) => {
    const { definition, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = revision;
    return JSON.stringify([type, definition, loggingConfiguration, tracingConfiguration, encryptionConfiguration]);
  };
  return identity(present) === identity(wanted);
}
