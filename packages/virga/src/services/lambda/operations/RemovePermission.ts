import type { RemovePermissionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { preconditionFailed, resourceNotFound } from "../errors.ts";
import { policyRevision, withoutStatement, writePolicy } from "../functions/permissions.ts";
import { functionArn } from "../model.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export const RemovePermission: Operation<LambdaState, RemovePermissionRequest, object> = {
  authorize: onFunction("RemovePermission"),
  handle(call, { FunctionName, Qualifier, StatementId, RevisionId }) {
    const { state } = call;
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    state.transact((transaction) => {
      if (!state.findFunction(transaction, name)) throw resourceNotFound(`No policy found for: ${functionArn(name)}`);
      const revisionId = policyRevision(state, transaction, name);
      const policy = withoutStatement(state.policy(transaction, name), StatementId!, call.host.ids);
      if (RevisionId !== undefined && RevisionId !== revisionId) throw preconditionFailed();
      writePolicy(state, transaction, name, policy);
    });
    return {};
  },
};
