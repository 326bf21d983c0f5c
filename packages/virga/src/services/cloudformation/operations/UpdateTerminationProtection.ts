import type {
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { stackDoesNotExist } from "../errors.ts";

/** Protects a stack from being deleted, or no longer. */
export const UpdateTerminationProtection: Operation<
  CloudFormation,
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput
> = {
  authorize: stackAction("UpdateTerminationProtection"),
  handle(call, { StackName: name = "", EnableTerminationProtection: terminationProtection = false }) {
    const { state } = call.state;
    const stack = state.find(call, name);
    if (!stack || stack.status === "DELETE_COMPLETE") throw stackDoesNotExist(name);
    state.change(stack, { terminationProtection });
    return { StackId: stack.stackId };
  },
};
