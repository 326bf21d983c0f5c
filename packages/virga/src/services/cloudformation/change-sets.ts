import type { Call } from "../../kernel/service.ts";
import type { CloudFormation } from "./context.ts";
import { changeSetNotFound, stackDoesNotExist, validationError } from "./errors.ts";
import type { ChangeSetRecord } from "./model.ts";

export interface ChangeSetReference {
  readonly ChangeSetName?: string | undefined;
  readonly StackName?: string | undefined;
}

/** The change set that a request names: by its ARN, or by its name and its stack's. */
export function findChangeSet(call: Call<CloudFormation>, reference: ChangeSetReference): ChangeSetRecord {
  const { ChangeSetName: name = "", StackName: stackName } = reference;
  const { state } = call.state;
  const byArn = name.startsWith("arn:");
  if (!byArn && stackName === undefined) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  const stacks = stackName === undefined ? state.list(call) : [state.find(call, stackName)];
  if (stackName !== undefined && !stacks[0]) throw stackDoesNotExist(stackName);
  for (const stack of stacks) {
    if (!stack) continue;
    const found = state
      .changeSets(stack.stackId)
      .find(({ changeSetId, changeSetName }) => (byArn ? changeSetId === name : changeSetName === name));
    if (found) return found;
  }
  throw changeSetNotFound(name);
}
