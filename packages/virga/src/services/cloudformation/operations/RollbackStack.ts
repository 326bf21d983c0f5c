import type { RollbackStackInput, RollbackStackOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { deployingPrincipal, rejectUnsupported, stateError } from "../engine/requests.ts";
import { stackDoesNotExist } from "../errors.ts";

/** Takes back an operation that failed and was not rolled back by itself. */
export const RollbackStack: Operation<CloudFormation, RollbackStackInput, RollbackStackOutput> = {
  authorize: stackAction("RollbackStack"),
  handle(call, input) {
    const { state, engine } = call.state;
    const name = input.StackName ?? "";
    rejectUnsupported(input);
    const stack = state.find(call, name);
    if (!stack || stack.status === "DELETE_COMPLETE") throw stackDoesNotExist(name);
    const principal = deployingPrincipal(call, input.RoleARN ?? stack.roleArn);
    const change = { statusReason: "User Initiated", clientRequestToken: input.ClientRequestToken };
    if (stack.status === "CREATE_FAILED") {
      engine.rollBackCreation(state.change(stack, { ...change, status: "ROLLBACK_IN_PROGRESS" }), principal);
    } else if (stack.status === "UPDATE_FAILED") {
      engine.rollBackUpdate(state.change(stack, { ...change, status: "UPDATE_ROLLBACK_IN_PROGRESS" }), principal);
    } else {
      throw stateError(stack, "updated");
    }
    return { StackId: stack.stackId };
  },
};
