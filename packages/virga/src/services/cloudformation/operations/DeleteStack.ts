import type { DeleteStackInput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { deployingPrincipal, stateError } from "../engine/requests.ts";
import { unsupported, validationError } from "../errors.ts";
import { isInProgress } from "../model.ts";

/** Deletes a stack; its resources go after the answer. A stack that is not there is no error. */
export const DeleteStack: Operation<CloudFormation, DeleteStackInput, object> = {
  authorize: stackAction("DeleteStack"),
  handle(call, input) {
    const { StackName: name = "", RetainResources: retainResources = [], DeletionMode: mode = "STANDARD" } = input;
    const { state, engine } = call.state;
    if (mode !== "STANDARD") throw unsupported("The request's DeletionMode FORCE_DELETE_STACK");
    const stack = state.find(call, name);
    if (!stack || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return {};
    if (stack.terminationProtection) {
      throw validationError(`Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`);
    }
    if (stack.status === "REVIEW_IN_PROGRESS") {
      state.bury(stack, call.now);
      return {};
    }
    if (isInProgress(stack.status)) throw stateError(stack, "updated");
    if (retainResources.length > 0 && stack.status !== "DELETE_FAILED") {
      throw validationError(
        "Invalid operation on stack. RetainResources can only be specified when the stack is in the DELETE_FAILED state",
      );
    }
    const roleArn = input.RoleARN ?? stack.roleArn;
    const principal = deployingPrincipal(call, roleArn);
    const deleting = state.change(stack, {
      status: "DELETE_IN_PROGRESS",
      statusReason: "User Initiated",
      deletedAt: call.now,
      retainResources,
      clientRequestToken: input.ClientRequestToken,
    });
    engine.delete(deleting, principal, stack);
    return {};
  },
};
