import type { UpdateStateMachineAliasInput, UpdateStateMachineAliasOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { readRouting, requireAlias } from "../aliases.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { validation } from "../errors.ts";
import { onArn } from "../targets.ts";

/** Changes an alias's description, or the versions that it routes to. */
export const UpdateStateMachineAlias: Operation<
  StatesEngine,
  UpdateStateMachineAliasInput,
  UpdateStateMachineAliasOutput
> = {
  authorize: (_call, { stateMachineAliasArn }) => onArn("UpdateStateMachineAlias", stateMachineAliasArn),
  handle(call, { stateMachineAliasArn = "", description, routingConfiguration }) {
    if (description === undefined && routingConfiguration === undefined) {
      throw validation("Either the description or the routing configuration must be specified");
    }
    const { state } = call.state;
    return state.store.transact((transaction) => {
      const { reference, alias } = requireAlias(state, transaction, stateMachineAliasArn);
      const routing = routingConfiguration && readRouting(state, transaction, routingConfiguration, reference);
      state.putAlias(transaction, reference, {
        ...alias,
        ...(description === undefined ? {} : { description }),
        ...(routing ? { routes: routing.routes } : {}),
        updatedAt: call.now,
      });
      return { updateDate: new Date(call.now) };
    });
  },
};
