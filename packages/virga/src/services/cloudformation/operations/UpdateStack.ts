import type { UpdateStackInput, UpdateStackOutput } from "@aws-sdk/client-cloudformation";
import type { Call, Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { beginUpdate, settingsOf } from "../engine/begin.ts";
import { hasChanges } from "../engine/changes.ts";
import { parseTemplate, prepare } from "../engine/preparation.ts";
import {
  givenParameters,
  preparationContext,
  readTemplateBody,
  rejectUnsupported,
  requestTags,
  stateError,
} from "../engine/requests.ts";
import { noUpdates, stackDoesNotExist, validationError } from "../errors.ts";
import { canUpdate, type StackRecord } from "../model.ts";
import { sameValue } from "../template/values.ts";

/** Updates a stack; its resources are changed after the answer. */
export const UpdateStack: Operation<CloudFormation, UpdateStackInput, UpdateStackOutput> = {
  authorize: stackAction("UpdateStack"),
  async handle(call, input) {
    const { state } = call.state;
    const name = input.StackName ?? "";
    rejectUnsupported(input);
    const stack = updatableStack(call, name);
    const templateBody = await updateTemplateBody(call, stack, input);
    const { Capabilities: capabilities = [] } = input;
    const preparation = await prepare(preparationContext(call), {
      templateBody,
      place: stack,
      given: givenParameters(input.Parameters),
      previous: stack.parameters,
      capabilities,
    });
    const tags = requestTags(input.Tags) ?? stack.tags;
    const settings = settingsOf(preparation, { capabilities, tags, roleArn: input.RoleARN ?? stack.roleArn });
    const current = await parseTemplate(state.template(stack.stackId) ?? "{}");
    const failed = stack.status.endsWith("_FAILED");
    if (!failed && sameValue(tags, stack.tags) && !hasChanges(state, stack, preparation, current)) throw noUpdates();
    beginUpdate(call, updatableStack(call, name), preparation, settings, {
      disableRollback: input.DisableRollback,
      clientRequestToken: input.ClientRequestToken,
    });
    return { StackId: stack.stackId };
  },
};

function updatableStack(call: Call<CloudFormation>, name: string): StackRecord {
  const stack = call.state.state.find(call, name);
  if (!stack || stack.status === "DELETE_COMPLETE") throw stackDoesNotExist(name);
  if (!canUpdate(stack)) throw stateError(stack, "updated");
  return stack;
}

async function updateTemplateBody(
  call: Call<CloudFormation>,
  { stackId }: StackRecord,
  input: UpdateStackInput,
): Promise<string> {
  if (!input.UsePreviousTemplate) return readTemplateBody(call, input);
  if (input.TemplateBody !== undefined || input.TemplateURL !== undefined) {
    throw validationError("You cannot specify both usePreviousTemplate and Template URL or Template Body.");
  }
  return call.state.state.template(stackId) ?? "{}";
}
