import type { InputOf, OperationName, OutputOf } from "../../../kernel/service-clients.ts";
import type { Site } from "./site.ts";

/** Calls one of the pool's public operations for the user of a page, by all its rules. */
export function callOperation<O extends OperationName<"cognito-idp">>(
  { call, pool }: Site,
  operation: O,
  input: InputOf<"cognito-idp", O>,
): Promise<OutputOf<"cognito-idp", O>> {
  return call.host.bus.call("cognito-idp", operation, input, {
    principal: { kind: "anonymous" },
    account: pool.account,
    region: pool.region,
    span: call.span,
    ...(call.sourceIp !== undefined && { sourceIp: call.sourceIp }),
  });
}
