import type { ListTagsForResourceInput, ListTagsForResourceOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { resourceNotFound } from "../errors.ts";
import { parseMachineArn } from "../model.ts";
import { onArn } from "../targets.ts";

/** Lists the tags of a state machine. */
export const ListTagsForResource: Operation<StatesEngine, ListTagsForResourceInput, ListTagsForResourceOutput> = {
  authorize: (_call, { resourceArn }) => onArn("ListTagsForResource", resourceArn),
  handle(call, { resourceArn = "" }) {
    const machine = call.state.state.machine(parseMachineArn(resourceArn));
    if (!machine) throw resourceNotFound(resourceArn);
    return { tags: Object.entries(machine.tags).map(([key, value]) => ({ key, value })) };
  },
};
