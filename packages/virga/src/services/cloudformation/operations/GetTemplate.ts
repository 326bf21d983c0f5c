import type { GetTemplateInput, GetTemplateOutput } from "@aws-sdk/client-cloudformation";
import type { Call, Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import { findChangeSet } from "../change-sets.ts";
import type { CloudFormation } from "../context.ts";
import { stackWithIdDoesNotExist } from "../errors.ts";

/**
 * The template of a stack or change set as it was given; none of the supported transforms rewrites it. A stack that is
 * only under review has none.
 */
export const GetTemplate: Operation<CloudFormation, GetTemplateInput, GetTemplateOutput> = {
  authorize: stackAction("GetTemplate"),
  handle: (call, input) => ({ TemplateBody: findTemplate(call, input), StagesAvailable: ["Original", "Processed"] }),
};

function findTemplate(call: Call<CloudFormation>, reference: GetTemplateInput): string | undefined {
  const { state } = call.state;
  const { StackName: name, ChangeSetName } = reference;
  if (ChangeSetName !== undefined) return state.changeSetTemplate(findChangeSet(call, reference));
  const stack = name === undefined ? undefined : state.find(call, name);
  if (!stack) throw stackWithIdDoesNotExist(name ?? "");
  return state.template(stack.stackId);
}
