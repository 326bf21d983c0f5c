import type { GetPolicyRequest, GetPolicyResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { resourceNotFound } from "../errors.ts";
import { policyRevision } from "../functions/permissions.ts";
import { parseFunctionName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const GetPolicy: Operation<LambdaState, GetPolicyRequest, GetPolicyResponse> = {
  authorize: onFunction("GetPolicy"),
  handle(call, { FunctionName, Qualifier }) {
    const { state } = call;
    const name = parseFunctionName(call, FunctionName!, Qualifier);
    state.function(state.reader, name);
    const Policy = state.policyText(state.reader, name);
    if (Policy === undefined) throw resourceNotFound("The resource you requested does not exist.");
    return { Policy, RevisionId: policyRevision(state, state.reader, name) };
  },
};
