import type { Endpoint } from "../../../kernel/service.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import type { ApiGatewayState } from "../state.ts";
import { answerRequest, forbidden } from "./execution.ts";
import type { Invocation } from "./invocation.ts";

const apiHost = /^([a-z0-9]+)\.execute-api\.(?:[\w-]+\.amazonaws\.com(?:\.cn)?|(?:[\w-]+\.)?localhost)(?::\d+)?$/i;
const hostPath = /^\/([^/]*)(\/.*)?$/s;
const userRequestPath = /^\/restapis\/([a-z0-9]+)\/([^/]+)\/_user_request_(\/.*)?$/s;
const executePath = /^\/_aws\/execute-api\/([a-z0-9]+)\/([^/]+)(\/.*)?$/s;

/** Tells which stage a request is for: by host, or by a path for clients that can't resolve such hosts. */
function findInvocation({ headers, path }: WireRequest): Invocation | undefined {
  const restApiId = apiHost.exec(headers.host ?? "")?.[1];
  if (restApiId !== undefined) {
    const [, stageName = "", rest = "/"] = hostPath.exec(path) ?? [];
    return { restApiId: restApiId.toLowerCase(), stageName, path: rest };
  }
  if (!path.startsWith("/restapis/") && !path.startsWith("/_aws/execute-api/")) return undefined;
  const match = userRequestPath.exec(path) ?? executePath.exec(path);
  if (match === null) return undefined;
  return { restApiId: match[1] ?? "", stageName: match[2] ?? "", path: match[3] ?? "/" };
}

/** The data plane of REST APIs: requests to `<api>.execute-api.<anywhere>/<stage>/...`. */
export const executeApi: Endpoint<ApiGatewayState> = {
  name: "execute-api",
  matches: (request) => findInvocation(request) !== undefined,
  ownsHost: (host, state) => state.customDomains.has(host),
  // Which pages may read its answers is for the API's own headers to say.
  openToSites: true,
  async handle(call, request): Promise<WireResponse> {
    const { customDomains } = call.state;
    const host = request.headers.host ?? "";
    const invocation = customDomains.has(host) ? customDomains.route(host, request.path) : findInvocation(request);
    return invocation === undefined ? forbidden(call) : answerRequest(call, request, invocation);
  },
};
