import type { ListExecutionsInput, ListExecutionsOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { notSupportedYet, typeNotSupported, validation } from "../errors.ts";
import { machineArn } from "../model.ts";
import { pageByNumber } from "../paging.ts";
import type { ExecutionRecord } from "../records.ts";
import { onArn, resolveTarget } from "../targets.ts";

/** Lists the executions of a state machine, of one of its versions or through an alias, those started last first. */
export const ListExecutions: Operation<StatesEngine, ListExecutionsInput, ListExecutionsOutput> = {
  authorize: (_call, { stateMachineArn }) => onArn("ListExecutions", stateMachineArn),
  handle(call, input) {
    if (input.mapRunArn !== undefined) throw notSupportedYet(["ListExecutions of a Map Run (mapRunArn)"]);
    if (input.stateMachineArn === undefined) throw validation("Either stateMachineArn or mapRunArn must be specified");
    const target = resolveTarget(call, input.stateMachineArn);
    const { machine, versionArn, aliasArn } = target;
    if (machine.type === "EXPRESS") throw typeNotSupported();
    const isWanted = (execution: ExecutionRecord) =>
      (input.statusFilter === undefined || execution.status === input.statusFilter) &&
      (aliasArn === undefined
        ? versionArn === undefined || execution.versionArn === versionArn
        : execution.aliasArn === aliasArn);
    const { items, next } = pageByNumber(
      input,
      (after) => filtered(call.state.state.executions({ ...target, name: machine.name }, after), isWanted),
      ({ sequence }) => sequence,
    );
    const executions = items.map((execution) => listItem(execution, machineArn({ ...target, name: machine.name })));
    return { executions, ...next };
  },
};

function* filtered<T>(items: Iterable<T>, isWanted: (item: T) => boolean): Generator<T> {
  for (const item of items) if (isWanted(item)) yield item;
}

function listItem(execution: ExecutionRecord, stateMachineArn: string) {
  const { arn, name, status, startedAt, stoppedAt, versionArn, aliasArn } = execution;
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
    ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
    redriveCount: 0,
  };
}
