import type { DescribeStateMachineInput, DescribeStateMachineOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { describeRevision } from "../descriptions.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { parseMachineArn } from "../model.ts";
import { onArn, resolveTarget } from "../targets.ts";

/** Describes a state machine or one of its versions. */
export const DescribeStateMachine: Operation<StatesEngine, DescribeStateMachineInput, DescribeStateMachineOutput> = {
  authorize: (_call, { stateMachineArn }) => onArn("DescribeStateMachine", stateMachineArn),
  handle(call, { stateMachineArn = "", includedData }) {
    const target = resolveTarget(call, stateMachineArn);
    const { machine, versionArn } = target;
    const version = call.state.state.version(parseMachineArn(versionArn ?? stateMachineArn));
    const revision = describeRevision(call.state, machine.type, target.revision, includedData);
    return {
      stateMachineArn: versionArn ?? machine.arn,
      name: machine.name,
      status: "ACTIVE",
      type: machine.type,
      creationDate: new Date(version?.createdAt ?? machine.createdAt),
      ...revision,
      ...(version?.description === undefined ? {} : { description: version.description }),
    };
  },
};
