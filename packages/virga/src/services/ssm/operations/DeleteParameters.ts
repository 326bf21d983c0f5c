import type { DeleteParametersCommandInput, DeleteParametersCommandOutput } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../kernel/service.ts";
import { onParameters } from "../authorization.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
export const DeleteParameters: Operation<
  SsmState,
  DeleteParametersCommandInput,
  Omit<DeleteParametersCommandOutput, "$metadata">
> = {
  authorize: onParameters("DeleteParameters"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const DeletedParameters: string[] = [];
      const InvalidParameters: string[] = [];
      for (const name of new Set(input.Names)) {
        const exists = call.state.find(transaction, call, name) !== undefined;
        (exists ? DeletedParameters : InvalidParameters).push(name);
        if (exists) call.state.delete(transaction, call, name);
      }
      return { DeletedParameters, InvalidParameters };
    });
  },
};
