import type { DeleteStateMachineVersionInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { conflict } from "../errors.ts";
import { parseMachineArn } from "../model.ts";
import { onArn } from "../targets.ts";

/** Deletes a version; its number is not used again. One that does not exist is no error; one that an alias routes to stays. */
export const DeleteStateMachineVersion: Operation<StatesEngine, DeleteStateMachineVersionInput, object> = {
  authorize: (_call, { stateMachineVersionArn }) => onArn("DeleteStateMachineVersion", stateMachineVersionArn),
  handle(call, { stateMachineVersionArn = "" }) {
    const reference = parseMachineArn(stateMachineVersionArn);
    const { state } = call.state;
    const version = state.version(reference);
    if (!version) return {};
    state.store.transact((transaction) => {
      const routed = Array.from(state.aliases(reference, undefined, transaction)).filter(({ routes }) =>
        routes.some((route) => route.version === version.number),
      );
      if (routed.length > 0) {
        const names = routed.map(({ name }) => name).join(", ");
        throw conflict(
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names}]`,
        );
      }
      state.deleteVersion(transaction, reference, version.number);
    });
    return {};
  },
};
