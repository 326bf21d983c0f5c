import type { DomainName, GetDomainNameRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { domainView } from "../domains/domain-names.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a custom domain. */
export const GetDomainName: Operation<ApiGatewayState, GetDomainNameRequest, DomainName> = {
  authorize: (call, input) => managing(call, "GET", `/domainnames/${input.domainName}`),
  handle(call, input) {
    const { state } = call;
    return domainView(state.domains.get(state.reader, call, input.domainName ?? ""));
  },
};
