import type { InvokeAsyncRequest, InvokeAsyncResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { checkEvent } from "../event-payload.ts";
import { parseFunctionName } from "../names.ts";
import type { RunningLambda } from "../running-lambda.ts";
import { invocationTrace } from "../trace-header.ts";
import { invokedVersion } from "./Invoke.ts";

/** Superseded by Invoke: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html */
export const InvokeAsync: Operation<RunningLambda, InvokeAsyncRequest, InvokeAsyncResponse> = {
  authorize: onFunction("InvokeAsync"),
  handle(call, { FunctionName, InvokeArgs }) {
    const name = parseFunctionName(call, FunctionName!);
    const args = InvokeArgs as Uint8Array | string | undefined;
    const payload = checkEvent(typeof args === "string" ? Buffer.from(args) : (args ?? new Uint8Array()));
    const traceHeader = invocationTrace(call.span, invokedVersion(call, name));
    call.state.events.enqueue({ name, requestId: call.requestId, payload, traceHeader });
    return { Status: 202 };
  },
};
