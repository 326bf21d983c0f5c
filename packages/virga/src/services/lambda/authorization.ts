import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { parseFunctionName, qualifiedArn } from "./names.ts";
import type { LambdaState } from "./state.ts";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */

type LambdaCall = Call<LambdaState>;

interface NamesFunction {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** The caller must be allowed an action on the function, version or alias that the input names. */
export function onFunction(
  operation: string,
): (call: LambdaCall, input: NamesFunction, context?: AuthorizationRequest["context"]) => AuthorizationRequest {
  return (call, { FunctionName = "", Qualifier }, context) => {
    const name = parseFunctionName(call, FunctionName, Qualifier);
    const resourcePolicy = call.state.policyText(call.state.reader, name);
    return {
      action: `lambda:${operation}`,
      resource: qualifiedArn(name),
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      ...(context && { context }),
    };
  };
}

/** The caller must be allowed an action that has no resource. */
export function onEverything(operation: string): () => AuthorizationRequest {
  return () => ({ action: `lambda:${operation}`, resource: "*" });
}
