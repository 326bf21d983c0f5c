import { AwsError } from "../../../kernel/errors.ts";
import type { AuthorizationCall } from "../../../kernel/iam/ports.ts";
import type { Call, Endpoint } from "../../../kernel/service.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import { type FunctionUrl, functionArn } from "../model.ts";
import type { RunningLambda } from "../running-lambda.ts";
import { invocationTrace } from "../trace-header.ts";
import { answerUrlPreflight, withUrlCors } from "./url-cors.ts";
import { urlEvent } from "./url-event.ts";
import { badGateway, urlResponse } from "./url-response.ts";

const urlHost = /^([a-z0-9]+)\.lambda-url\.([\w-]+)\.(?:on\.aws|localhost)(?::\d+)?$/i;
/** Bytes. */
const largestRequest = 6 * 1024 * 1024;

type UrlCall = Call<RunningLambda>;

/** The data plane of function URLs: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export const functionUrl: Endpoint<RunningLambda> = {
  name: "function url",
  matches: ({ headers }) => urlHost.test(headers.host ?? ""),
  // Which pages may read its answers is for the URL's CORS settings, or the function, to say.
  openToSites: true,
  async handle(call, request) {
    const [, urlId = "", region = ""] = urlHost.exec(request.headers.host ?? "") ?? [];
    const url = call.state.urlById(call.state.reader, urlId.toLowerCase());
    const answer = url?.region === region.toLowerCase() ? await answerFor(url, call, request) : message(403, null);
    return { ...answer, headers: { "x-amzn-requestid": call.requestId, ...answer.headers } };
  },
};

async function answerFor(url: FunctionUrl, call: UrlCall, request: WireRequest): Promise<WireResponse> {
  const preflight = answerUrlPreflight(url.cors, request);
  if (preflight) return preflight;
  return withUrlCors(url.cors, request, await invoke(url, call, request));
}

async function invoke(url: FunctionUrl, call: UrlCall, request: WireRequest): Promise<WireResponse> {
  if (!isAllowed(url, call)) return message(403, "Forbidden");
  if (request.body.length > largestRequest) return message(413, "Request Entity Too Large");
  if (url.invokeMode === "RESPONSE_STREAM") {
    return message(501, "Virga does not support the invoke mode RESPONSE_STREAM of function URLs");
  }
  const { state, requestId, now, principal, span } = call;
  const accessKeyId = /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? "")?.[1];
  try {
    const version = state.resolve(state.reader, url);
    const traceHeader = invocationTrace(span, version);
    const event = urlEvent({ url, request, requestId, now, principal, accessKeyId, traceHeader });
    const invokedArn = functionArn(url, url.qualifier);
    const payload = new TextEncoder().encode(JSON.stringify(event));
    return urlResponse(await state.invoker.invoke({ version, invokedArn, requestId, payload, traceHeader, span }));
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    span.set("error", `${thrown.code}: ${thrown.message}`);
    return thrown.status === 429 ? message(429, thrown.message) : badGateway;
  }
}

/**
 * Whether the caller may invoke the function by its URL. Without AWS_IAM anybody is asked to be let in by the resource policy.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function isAllowed(url: FunctionUrl, call: UrlCall): boolean {
  const { iam } = call.host;
  const { account, region, authType, qualifier } = url;
  const isSigned = call.principal.kind !== "anonymous";
  if (authType === "AWS_IAM" && !isSigned && iam.mode === "enforce") return false;
  const principal = authType === "AWS_IAM" ? call.principal : ({ kind: "anonymous" } as const);
  const resource = functionArn(url, qualifier);
  const resourcePolicy = call.state.policyText(call.state.reader, url);
  const policy = resourcePolicy === undefined ? {} : { resourcePolicy };
  const where: AuthorizationCall = { ...call, account, region };
  try {
    const byUrl = { "lambda:FunctionUrlAuthType": authType };
    iam.authorize(principal, { action: "lambda:InvokeFunctionUrl", resource, ...policy, context: byUrl }, where);
    const viaUrl = { "lambda:InvokedViaFunctionUrl": "true" };
    iam.authorize(principal, { action: "lambda:InvokeFunction", resource, ...policy, context: viaUrl }, where);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    return false;
  }
}

function message(status: number, Message: string | null): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ Message }) };
}
