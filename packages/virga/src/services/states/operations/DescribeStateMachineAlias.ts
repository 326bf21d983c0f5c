import type { DescribeStateMachineAliasInput, DescribeStateMachineAliasOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { requireAlias, routingConfiguration } from "../aliases.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { onArn } from "../targets.ts";

/** Describes an alias with the versions that it routes to. */
export const DescribeStateMachineAlias: Operation<
  StatesEngine,
  DescribeStateMachineAliasInput,
  DescribeStateMachineAliasOutput
> = {
  authorize: (_call, { stateMachineAliasArn }) => onArn("DescribeStateMachineAlias", stateMachineAliasArn),
  handle(call, { stateMachineAliasArn = "" }) {
    const { state } = call.state;
    const { reference, alias } = requireAlias(state, state.store, stateMachineAliasArn);
    return {
      stateMachineAliasArn,
      name: alias.name,
      ...(alias.description === undefined ? {} : { description: alias.description }),
      routingConfiguration: routingConfiguration(reference, alias),
      creationDate: new Date(alias.createdAt),
      updateDate: new Date(alias.updatedAt),
    };
  },
};
