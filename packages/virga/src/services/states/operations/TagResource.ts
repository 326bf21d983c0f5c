import type { TagResourceInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { resourceNotFound } from "../errors.ts";
import { mergeTags } from "../machine-settings.ts";
import { parseMachineArn } from "../model.ts";
import { onArn } from "../targets.ts";

/** Adds tags to a state machine. */
export const TagResource: Operation<StatesEngine, TagResourceInput, object> = {
  authorize: (_call, { resourceArn }) => onArn("TagResource", resourceArn),
  handle(call, { resourceArn = "", tags = [] }) {
    const reference = parseMachineArn(resourceArn);
    const { state } = call.state;
    return state.store.transact((transaction) => {
      const machine = state.machine(reference, transaction);
      if (!machine) throw resourceNotFound(resourceArn);
      state.putMachine(transaction, reference, { ...machine, tags: mergeTags(machine.arn, machine.tags, tags) });
      return {};
    });
  },
};
