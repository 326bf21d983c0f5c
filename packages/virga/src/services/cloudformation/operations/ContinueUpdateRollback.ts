import type { ContinueUpdateRollbackInput, ContinueUpdateRollbackOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { deployingPrincipal, stateError } from "../engine/requests.ts";
import { stackDoesNotExist, unsupported } from "../errors.ts";

/** Goes on with a rollback of an update that failed. */
export const ContinueUpdateRollback: Operation<
  CloudFormation,
  ContinueUpdateRollbackInput,
  ContinueUpdateRollbackOutput
> = {
  authorize: stackAction("ContinueUpdateRollback"),
  handle(call, input) {
    const { state, engine } = call.state;
    const name = input.StackName ?? "";
    if ((input.ResourcesToSkip?.length ?? 0) > 0) throw unsupported("The request's ResourcesToSkip");
    const stack = state.find(call, name);
    if (!stack || stack.status === "DELETE_COMPLETE") throw stackDoesNotExist(name);
    if (stack.status !== "UPDATE_ROLLBACK_FAILED") throw stateError(stack, "updated");
    const change = { statusReason: "User Initiated", clientRequestToken: input.ClientRequestToken };
    const principal = deployingPrincipal(call, input.RoleARN ?? stack.roleArn);
    engine.rollBackUpdate(state.change(stack, { ...change, status: "UPDATE_ROLLBACK_IN_PROGRESS" }), principal);
    return {};
  },
};
