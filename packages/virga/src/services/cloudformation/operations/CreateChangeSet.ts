import type { CreateChangeSetInput, CreateChangeSetOutput } from "@aws-sdk/client-cloudformation";
import { formatArn } from "../../../kernel/arns.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { newStack, settingsOf } from "../engine/begin.ts";
import { hasChanges, previewChanges } from "../engine/changes.ts";
import { type Preparation, parseTemplate, prepare } from "../engine/preparation.ts";
import {
  givenParameters,
  preparationContext,
  readTemplateBody,
  rejectUnsupported,
  requestTags,
  stateError,
} from "../engine/requests.ts";
import { stackDoesNotExist, unsupported, validationError } from "../errors.ts";
import { type ChangeSetRecord, canUpdate, type StackRecord, type StackSettings } from "../model.ts";
import { sameValue } from "../template/values.ts";

/** Works out what a template would change; nothing is changed before ExecuteChangeSet. */
export const CreateChangeSet: Operation<CloudFormation, CreateChangeSetInput, CreateChangeSetOutput> = {
  authorize: stackAction("CreateChangeSet"),
  async handle(call, input) {
    const { Capabilities: capabilities = [], ChangeSetName: changeSetName = "" } = input;
    rejectUnsupported(input);
    const existing = reviewedStack(call, input);
    const templateBody =
      input.UsePreviousTemplate && existing
        ? (call.state.state.template(existing.stackId) ?? "{}")
        : await readTemplateBody(call, input);
    const stackName = existing?.stackName ?? input.StackName ?? "";
    const stackId = existing?.stackId ?? call.state.state.newStackId(call, stackName);
    const { account, region } = call;
    const preparation = await prepare(preparationContext(call), {
      templateBody,
      place: { account, region, stackName, stackId, notificationArns: [] },
      given: givenParameters(input.Parameters),
      previous: existing?.parameters ?? [],
      capabilities,
    });
    const tags = requestTags(input.Tags) ?? existing?.tags ?? [];
    const settings = settingsOf(preparation, { capabilities, tags, roleArn: input.RoleARN ?? existing?.roleArn });
    const stack = existing ?? createReviewStack(call, stackName, stackId);
    const changeSetId = formatArn(
      "cloudformation",
      region,
      account,
      `changeSet/${changeSetName}/${call.host.ids.uuid()}`,
    );
    const changeSet = await planChangeSet(call, stack, preparation, settings, { ...input, changeSetId });
    call.state.state.putChangeSet(changeSet, templateBody);
    return { Id: changeSetId, StackId: stackId };
  },
};

/** The stack that the change set is for, if there is one; checks that the set's type and name fit. */
function reviewedStack(call: Call<CloudFormation>, input: CreateChangeSetInput): StackRecord | undefined {
  const { StackName: name = "", ChangeSetName: changeSetName = "", ChangeSetType: type = "UPDATE" } = input;
  if (type === "IMPORT") throw unsupported("The request's ChangeSetType IMPORT");
  const found = call.state.state.find(call, name);
  const stack = found?.status === "DELETE_COMPLETE" ? undefined : found;
  if (type === "CREATE") {
    if (stack && stack.status !== "REVIEW_IN_PROGRESS") {
      throw validationError(
        `Stack [${stack.stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
      );
    }
    if (!stack && name.startsWith("arn:")) {
      throw validationError(`Stack [${name}] cannot be created from a changeSet with a stack id`);
    }
  } else if (!stack) {
    throw stackDoesNotExist(name);
  } else if (!canUpdate(stack)) {
    throw stateError(stack, "updated");
  }
  if (stack && call.state.state.changeSets(stack.stackId).some((set) => set.changeSetName === changeSetName)) {
    throw new AwsError(
      "AlreadyExistsException",
      `ChangeSet ${changeSetName} cannot be created due to a mismatch with existing attribute ChangeSetName`,
    );
  }
  return stack;
}

function createReviewStack(call: Call<CloudFormation>, stackName: string, stackId: string): StackRecord {
  const settings: StackSettings = { parameters: [], capabilities: [], tags: [], notificationArns: [] };
  const stack = newStack(call, stackName, stackId, "REVIEW_IN_PROGRESS", settings);
  call.state.state.create(stack, undefined, "User Initiated");
  return stack;
}

async function planChangeSet(
  call: Call<CloudFormation>,
  stack: StackRecord,
  preparation: Preparation,
  settings: StackSettings,
  input: CreateChangeSetInput & { readonly changeSetId: string },
): Promise<ChangeSetRecord> {
  const { state } = call.state;
  const changes = await previewChanges({ ...preparationContext(call), stack }, preparation);
  const current = state.template(stack.stackId);
  const changed =
    current === undefined ||
    stack.status.endsWith("_FAILED") ||
    !sameValue(settings.tags, stack.tags) ||
    hasChanges(state, stack, preparation, await parseTemplate(current));
  const { Description: description } = input;
  const outcome = changed
    ? ({ status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" } as const)
    : ({
        status: "FAILED",
        executionStatus: "UNAVAILABLE",
        statusReason:
          "The submitted information didn't contain changes. Submit different information to create a change set.",
      } as const);
  return {
    ...settings,
    ...outcome,
    changeSetId: input.changeSetId,
    changeSetName: input.ChangeSetName ?? "",
    ...(description === undefined ? {} : { changeSetDescription: description }),
    stackId: stack.stackId,
    stackName: stack.stackName,
    type: stack.status === "REVIEW_IN_PROGRESS" ? "CREATE" : "UPDATE",
    createdAt: call.now,
    includeNestedStacks: input.IncludeNestedStacks ?? false,
    changes: changed ? changes : [],
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
  };
}
