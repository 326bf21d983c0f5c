import type { AddPermissionRequest, AddPermissionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { preconditionFailed } from "../errors.ts";
import {
  buildStatement,
  permissionResource,
  policyRevision,
  withStatement,
  writePolicy,
} from "../functions/permissions.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const AddPermission: Operation<LambdaState, AddPermissionRequest, AddPermissionResponse> = {
  authorize(call, input) {
    const { Principal = "", FunctionUrlAuthType } = input;
    return onFunction("AddPermission")(call, input, {
      "lambda:Principal": Principal,
      ...(FunctionUrlAuthType !== undefined && { "lambda:FunctionUrlAuthType": FunctionUrlAuthType }),
    });
  },
  handle(call, input) {
    const { state } = call;
    const name = parseFunctionName(call, input.FunctionName!, input.Qualifier);
    return state.transact((transaction) => {
      const revisionId = policyRevision(state, transaction, name);
      const statement = buildStatement(permissionResource(name), input);
      if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw preconditionFailed();
      const policy = withStatement(state.policy(transaction, name), statement, call.host.ids);
      writePolicy(state, transaction, name, policy);
      return { Statement: JSON.stringify(statement) };
    });
  },
};
