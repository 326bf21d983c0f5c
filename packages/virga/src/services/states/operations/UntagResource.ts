import type { UntagResourceInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { resourceNotFound } from "../errors.ts";
import { parseMachineArn } from "../model.ts";
import { onArn } from "../targets.ts";

/** Removes tags from a state machine; keys it does not have are no error. */
export const UntagResource: Operation<StatesEngine, UntagResourceInput, object> = {
  authorize: (_call, { resourceArn }) => onArn("UntagResource", resourceArn),
  handle(call, { resourceArn = "", tagKeys = [] }) {
    const reference = parseMachineArn(resourceArn);
    const { state } = call.state;
    return state.store.transact((transaction) => {
      const machine = state.machine(reference, transaction);
      if (!machine) throw resourceNotFound(resourceArn);
      const kept = Object.entries(machine.tags).filter(([key]) => !tagKeys.includes(key));
      state.putMachine(transaction, reference, { ...machine, tags: Object.fromEntries(kept) });
      return {};
    });
  },
};
