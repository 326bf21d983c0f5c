import type { ListStateMachineAliasesInput, ListStateMachineAliasesOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { aliasArn } from "../aliases.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { parseMachineArn } from "../model.ts";
import { pageByName } from "../paging.ts";
import type { AliasRecord } from "../records.ts";
import { onArn } from "../targets.ts";

/** Lists the aliases of a state machine, or those that route to one of its versions, by name. */
export const ListStateMachineAliases: Operation<
  StatesEngine,
  ListStateMachineAliasesInput,
  ListStateMachineAliasesOutput
> = {
  authorize: (_call, { stateMachineArn }) => onArn("ListStateMachineAliases", stateMachineArn),
  handle(call, input) {
    const reference = parseMachineArn(input.stateMachineArn ?? "");
    const { state } = call.state;
    const { account, region, name, qualifier } = reference;
    state.requireMachine({ account, region, name });
    const { items, next } = pageByName(
      input,
      (after) => routedTo(state.aliases(reference, after), qualifier),
      (alias) => alias.name,
    );
    const stateMachineAliases = items.map((alias) => ({
      stateMachineAliasArn: aliasArn(reference, alias.name),
      creationDate: new Date(alias.createdAt),
    }));
    return { stateMachineAliases, ...next };
  },
};

function* routedTo(aliases: Iterable<AliasRecord>, version: string | undefined): Generator<AliasRecord> {
  for (const alias of aliases) {
    if (version === undefined || alias.routes.some((route) => String(route.version) === version)) yield alias;
  }
}
