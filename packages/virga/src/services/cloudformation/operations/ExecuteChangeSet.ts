import type { ExecuteChangeSetInput, ExecuteChangeSetOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import { findChangeSet } from "../change-sets.ts";
import type { CloudFormation } from "../context.ts";
import { beginCreation, beginUpdate } from "../engine/begin.ts";
import { parseTemplate } from "../engine/preparation.ts";
import { rejectUnsupported, stateError } from "../engine/requests.ts";
import { invalidChangeSetStatus } from "../errors.ts";
import { type ChangeSetRecord, canUpdate, type StackSettings } from "../model.ts";

/** Does what a change set says, after the answer. */
export const ExecuteChangeSet: Operation<CloudFormation, ExecuteChangeSetInput, ExecuteChangeSetOutput> = {
  authorize: stackAction("ExecuteChangeSet"),
  async handle(call, input) {
    rejectUnsupported(input);
    const { state } = call.state;
    const changeSet = findChangeSet(call, input);
    const { changeSetId, stackId, stackName, parameters, executionStatus, status } = changeSet;
    if (status === "FAILED") {
      throw invalidChangeSetStatus(
        `ChangeSet [${changeSetId}] cannot be executed in its current status of [${status}]`,
      );
    }
    if (executionStatus !== "AVAILABLE") {
      throw invalidChangeSetStatus(
        `ChangeSet [${changeSetId}] cannot be executed in its current execution status of [${executionStatus}]`,
      );
    }
    const stack = state.get(call, stackId);
    const isCreation = stack.status === "REVIEW_IN_PROGRESS";
    if (!isCreation && !canUpdate(stack)) throw stateError(stack, "updated");
    const templateBody = state.changeSetTemplate(changeSet) ?? "{}";
    const preparation = { template: await parseTemplate(templateBody), templateBody, parameters };
    const options = {
      disableRollback: input.DisableRollback,
      onFailure: changeSet.onStackFailure,
      changeSetId,
      clientRequestToken: input.ClientRequestToken,
    };
    const settings = settingsOfChangeSet(changeSet);
    if (isCreation) {
      beginCreation(call, { stackName, stackId, review: stack }, preparation, settings, options);
      state.change(stack, { updatedAt: call.now });
    } else {
      beginUpdate(call, stack, preparation, settings, options);
    }
    for (const other of state.changeSets(stackId)) {
      if (other.changeSetId === changeSetId) state.putChangeSet({ ...other, executionStatus: "EXECUTE_COMPLETE" });
      else if (other.executionStatus === "AVAILABLE") state.deleteChangeSet(other);
    }
    return {};
  },
};

function settingsOfChangeSet(changeSet: ChangeSetRecord): StackSettings {
  const { description, parameters, capabilities, tags, notificationArns, roleArn } = changeSet;
  const settings = { parameters, capabilities, tags, notificationArns };
  return {
    ...settings,
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}
