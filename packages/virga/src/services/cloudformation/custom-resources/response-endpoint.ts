import type { Endpoint } from "../../../kernel/service.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import type { CloudFormation } from "../context.ts";
import { responsePathPrefix } from "./response-urls.ts";

/** Where providers put their answers, instead of AWS's bucket for them. */
export const responseEndpoint: Endpoint<CloudFormation> = {
  name: "cloudformation custom resource response",
  matches: ({ path }) => path.startsWith(responsePathPrefix),
  async handle(call, request) {
    const isTaken =
      request.method === "PUT" && call.state.responseUrls.take(`${request.path}?${request.rawQuery}`, request.body);
    return isTaken ? { status: 200, headers: {}, body: "" } : denied(request, call.requestId);
  },
};

function denied({ method }: WireRequest, requestId: string): WireResponse {
  const message = method === "PUT" ? "Request has expired" : "Access Denied";
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`;
  return { status: 403, headers: { "content-type": "application/xml" }, body };
}
