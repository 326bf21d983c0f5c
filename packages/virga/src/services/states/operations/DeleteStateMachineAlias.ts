import type { DeleteStateMachineAliasInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { requireAlias } from "../aliases.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { onArn } from "../targets.ts";

/** Deletes an alias; executions that it started go on. */
export const DeleteStateMachineAlias: Operation<StatesEngine, DeleteStateMachineAliasInput, object> = {
  authorize: (_call, { stateMachineAliasArn }) => onArn("DeleteStateMachineAlias", stateMachineAliasArn),
  handle(call, { stateMachineAliasArn = "" }) {
    const { state } = call.state;
    state.store.transact((transaction) => {
      const { reference, alias } = requireAlias(state, transaction, stateMachineAliasArn);
      state.deleteAlias(transaction, reference, alias.name);
    });
    return {};
  },
};
