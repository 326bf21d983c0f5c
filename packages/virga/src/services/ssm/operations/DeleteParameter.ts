import type { DeleteParameterCommandInput } from "@aws-sdk/client-ssm";
import type { Operation } from "../../../kernel/service.ts";
import { onParameter } from "../authorization.ts";
import { parseReference } from "../model.ts";
import type { SsmState } from "../state.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const DeleteParameter: Operation<SsmState, DeleteParameterCommandInput, object> = {
  authorize: onParameter("DeleteParameter"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { name } = call.state.parameter(transaction, call, parseReference(input.Name!).name);
      call.state.delete(transaction, call, name);
      return {};
    });
  },
};
