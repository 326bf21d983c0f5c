import type { PublishStateMachineVersionInput, PublishStateMachineVersionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { conflict, machineDoesNotExist } from "../errors.ts";
import { parseMachineArn } from "../model.ts";
import { onArn } from "../targets.ts";
import { publishVersion } from "../versions.ts";

/** Publishes the newest revision of a state machine as a version. */
export const PublishStateMachineVersion: Operation<
  StatesEngine,
  PublishStateMachineVersionInput,
  PublishStateMachineVersionOutput
> = {
  authorize: (_call, { stateMachineArn }) => onArn("PublishStateMachineVersion", stateMachineArn),
  handle(call, { stateMachineArn = "", revisionId, description }) {
    const reference = parseMachineArn(stateMachineArn);
    if (reference.qualifier !== undefined) throw machineDoesNotExist(stateMachineArn);
    const { state } = call.state;
    return state.store.transact((transaction) => {
      const machine = state.requireMachine(reference, transaction);
      const present = machine.revision.isInitial ? "INITIAL" : machine.revision.revisionId;
      if (revisionId !== undefined && revisionId !== present) {
        const message = `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${present}.`;
        throw conflict(message);
      }
      const { arn, version } = publishVersion(state, transaction, reference, machine, call.now, description);
      return { stateMachineVersionArn: arn, creationDate: new Date(version.createdAt) };
    });
  },
};
