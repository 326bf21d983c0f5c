import type { CreateStackInput, CreateStackOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { beginCreation, existingReview, settingsOf } from "../engine/begin.ts";
import { prepare } from "../engine/preparation.ts";
import {
  givenParameters,
  preparationContext,
  readTemplateBody,
  rejectUnsupported,
  requestTags,
} from "../engine/requests.ts";
import { validationError } from "../errors.ts";

/** Creates a stack; its resources are provisioned after the answer. */
export const CreateStack: Operation<CloudFormation, CreateStackInput, CreateStackOutput> = {
  authorize: stackAction("CreateStack"),
  async handle(call, input) {
    const { StackName: stackName = "", Capabilities: capabilities = [], DisableRollback, OnFailure } = input;
    rejectUnsupported(input);
    if (DisableRollback !== undefined && OnFailure !== undefined) {
      throw validationError("Only one of DisableRollback or OnFailure can be specified.");
    }
    existingReview(call, stackName);
    const templateBody = await readTemplateBody(call, input);
    const stackId = call.state.state.find(call, stackName)?.stackId ?? call.state.state.newStackId(call, stackName);
    const { account, region } = call;
    const preparation = await prepare(preparationContext(call), {
      templateBody,
      place: { account, region, stackName, stackId, notificationArns: [] },
      given: givenParameters(input.Parameters),
      previous: [],
      capabilities,
    });
    const settings = settingsOf(preparation, {
      capabilities,
      tags: requestTags(input.Tags) ?? [],
      roleArn: input.RoleARN,
    });
    // The preparation took time: the name may be taken by now.
    const review = existingReview(call, stackName);
    beginCreation(call, { stackName, stackId: review?.stackId ?? stackId, review }, preparation, settings, {
      disableRollback: DisableRollback,
      onFailure: OnFailure,
      terminationProtection: input.EnableTerminationProtection,
      clientRequestToken: input.ClientRequestToken,
    });
    if (review) obsoleteChangeSets(call.state, review.stackId);
    return { StackId: review?.stackId ?? stackId };
  },
};

function obsoleteChangeSets({ state }: CloudFormation, stackId: string): void {
  for (const changeSet of state.changeSets(stackId)) {
    if (changeSet.executionStatus === "AVAILABLE") state.putChangeSet({ ...changeSet, executionStatus: "OBSOLETE" });
  }
}
