import type { ListStateMachinesInput, ListStateMachinesOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { pageByName } from "../paging.ts";
import { onArn } from "../targets.ts";

/** Lists the account's state machines in the region by name. */
export const ListStateMachines: Operation<StatesEngine, ListStateMachinesInput, ListStateMachinesOutput> = {
  authorize: () => onArn("ListStateMachines", undefined),
  handle(call, input) {
    const { items, next } = pageByName(
      input,
      (after) => call.state.state.machines(call, after),
      ({ name }) => name,
    );
    const stateMachines = items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: new Date(createdAt),
    }));
    return { stateMachines, ...next };
  },
};
