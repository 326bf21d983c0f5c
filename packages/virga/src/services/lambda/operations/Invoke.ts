import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { functionNotFound, invalidParameter, invalidRequestContent, notSupported, requestTooLarge } from "../errors.ts";
import { checkEvent } from "../event-payload.ts";
import { type FunctionVersion, functionArn } from "../model.ts";
import { parseFunctionName, type QualifiedName, qualifiedArn } from "../names.ts";
import type { RunningLambda } from "../running-lambda.ts";
import { invocationTrace } from "../trace-header.ts";

type InvokeCall = Call<RunningLambda>;

/** Bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestRequest = 6_291_456;
const largestClientContext = 3_583;
const emptyEvent = Buffer.from("{}");

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const Invoke: Operation<RunningLambda, InvocationRequest, InvocationResponse> = {
  authorize: (call, input) => ({ ...onFunction("Invoke")(call, input), action: "lambda:InvokeFunction" }),
  async handle(call, input) {
    const name = parseFunctionName(call, input.FunctionName!, input.Qualifier);
    checkSupported(input);
    const { InvocationType = "RequestResponse" } = input;
    if (InvocationType === "DryRun") {
      invokedVersion(call, name);
      return { StatusCode: 204 };
    }
    const payload = eventOf(input);
    if (InvocationType === "Event") {
      const traceHeader = invocationTrace(call.span, invokedVersion(call, name));
      call.state.events.enqueue({ name, requestId: call.requestId, payload, traceHeader });
      return { StatusCode: 202 };
    }
    return invoke(call, name, payload, input);
  },
};

async function invoke(
  call: InvokeCall,
  name: QualifiedName,
  payload: Uint8Array,
  { ClientContext, LogType }: InvocationRequest,
): Promise<InvocationResponse> {
  const { state, requestId, span } = call;
  if (payload.byteLength > largestRequest) {
    throw requestTooLarge(`Request must be smaller than ${largestRequest} bytes for the InvokeFunction operation`);
  }
  const version = invokedVersion(call, name);
  const clientContext = readClientContext(ClientContext);
  const result = await state.invoker.invoke({
    version,
    invokedArn: qualifiedArn(name),
    requestId,
    payload,
    traceHeader: invocationTrace(span, version),
    ...(clientContext === undefined ? {} : { clientContext }),
    span,
  });
  return {
    StatusCode: 200,
    ExecutedVersion: version.version,
    Payload: Buffer.from(result.payload) as NonNullable<InvocationResponse["Payload"]>,
    ...(result.functionError && { FunctionError: result.functionError }),
    ...(LogType === "Tail" && { LogResult: Buffer.from(result.logTail).toString("base64") }),
  };
}

/** What is not there is told by the version that would have been invoked. */
export function invokedVersion({ state }: InvokeCall, name: QualifiedName): FunctionVersion {
  if (name.qualifier === undefined && !state.findFunction(state.reader, name)) {
    throw functionNotFound(functionArn(name, "$LATEST"));
  }
  return state.resolve(state.reader, name);
}

function checkSupported({ DurableExecutionName, TenantId }: InvocationRequest): void {
  if (DurableExecutionName !== undefined) throw notSupported("DurableExecutionName in Invoke");
  if (TenantId !== undefined) throw notSupported("TenantId in Invoke");
}

/** The event: JSON, `{}` if there is none. */
function eventOf({ Payload }: InvocationRequest): Uint8Array {
  const bytes = Payload as Uint8Array | string | undefined;
  const payload = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  return payload === undefined || payload.byteLength === 0 ? emptyEvent : checkEvent(payload);
}

function readClientContext(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (text.length > largestClientContext) {
    throw invalidParameter(`Client context must be no more than ${largestClientContext} bytes when base64-encoded.`);
  }
  const json = Buffer.from(text, "base64").toString("utf8");
  try {
    JSON.parse(json);
  } catch {
    throw invalidRequestContent("Client context must be a valid Base64-encoded JSON object.");
  }
  return json;
}
