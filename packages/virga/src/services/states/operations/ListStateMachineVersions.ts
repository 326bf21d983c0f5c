import type { ListStateMachineVersionsInput, ListStateMachineVersionsOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { parseMachineArn } from "../model.ts";
import { pageByNumber } from "../paging.ts";
import { onArn } from "../targets.ts";
import { versionArn } from "../versions.ts";

/** Lists the versions of a state machine, the newest first. */
export const ListStateMachineVersions: Operation<
  StatesEngine,
  ListStateMachineVersionsInput,
  ListStateMachineVersionsOutput
> = {
  authorize: (_call, { stateMachineArn }) => onArn("ListStateMachineVersions", stateMachineArn),
  handle(call, input) {
    const reference = parseMachineArn(input.stateMachineArn ?? "");
    const { items, next } = pageByNumber(
      input,
      (after) => call.state.state.versions(reference, after),
      ({ number }) => number,
    );
    const stateMachineVersions = items.map(({ number, createdAt }) => ({
      stateMachineVersionArn: versionArn(reference, number),
      creationDate: new Date(createdAt),
    }));
    return { stateMachineVersions, ...next };
  },
};
