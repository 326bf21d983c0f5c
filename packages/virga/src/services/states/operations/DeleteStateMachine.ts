import type { DeleteStateMachineInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { parseMachineArn } from "../model.ts";
import { onArn } from "../targets.ts";

/** Deletes a state machine with its versions and stops its executions; one that does not exist is no error. */
export const DeleteStateMachine: Operation<StatesEngine, DeleteStateMachineInput, object> = {
  authorize: (_call, { stateMachineArn }) => onArn("DeleteStateMachine", stateMachineArn),
  handle(call, { stateMachineArn = "" }) {
    const reference = parseMachineArn(stateMachineArn);
    const { state, standard } = call.state;
    if (!state.machine(reference)) return {};
    const running = Array.from(state.executions(reference)).filter(({ status }) => status === "RUNNING");
    for (const { arn } of running) standard.feed(arn, { type: "stop", now: call.now });
    state.store.transact((transaction) => state.deleteMachine(transaction, reference));
    return {};
  },
};
