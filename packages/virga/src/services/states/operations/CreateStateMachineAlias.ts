import type { CreateStateMachineAliasInput, CreateStateMachineAliasOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { aliasArn, readRouting } from "../aliases.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { conflict, quotaExceeded } from "../errors.ts";
import { mostAliases } from "../model.ts";
import type { AliasRecord } from "../records.ts";
import { onArn } from "../targets.ts";

/** Gives a name to one or two versions of a state machine; the same request again is answered as the first. */
export const CreateStateMachineAlias: Operation<
  StatesEngine,
  CreateStateMachineAliasInput,
  CreateStateMachineAliasOutput
> = {
  authorize: (_call, { routingConfiguration }) =>
    onArn("CreateStateMachineAlias", routingConfiguration?.[0]?.stateMachineVersionArn?.replace(/:\d+$/, "")),
  handle(call, { name = "", description, routingConfiguration = [] }) {
    const { state } = call.state;
    return state.store.transact((transaction) => {
      const { machine, routes } = readRouting(state, transaction, routingConfiguration);
      const created: AliasRecord = {
        name,
        createdAt: call.now,
        updatedAt: call.now,
        ...(description === undefined ? {} : { description }),
        routes,
      };
      const present = state.alias({ ...machine, qualifier: name }, transaction);
      if (present && !isSame(present, created)) {
        throw conflict(
          "Failed to create alias because an alias with the same name and a different routing configuration already exists.",
        );
      }
      if (!present) {
        if (Array.from(state.aliases(machine, undefined, transaction)).length >= mostAliases) {
          throw quotaExceeded(`A state machine can have at most ${mostAliases} aliases.`);
        }
        state.putAlias(transaction, machine, created);
      }
      return {
        stateMachineAliasArn: aliasArn(machine, name),
        creationDate: new Date((present ?? created).createdAt),
      };
    });
  },
};

function isSame(one: AliasRecord, other: AliasRecord): boolean {
  return one.description === other.description && JSON.stringify(one.routes) === JSON.stringify(other.routes);
}
