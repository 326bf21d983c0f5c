import type { DomainNames, GetDomainNamesRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { domainView } from "../domains/domain-names.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the custom domains, in the order of their names. */
export const GetDomainNames: Operation<ApiGatewayState, GetDomainNamesRequest, DomainNames> = {
  authorize: (call) => managing(call, "GET", "/domainnames"),
  handle(call, input) {
    const { state } = call;
    // Domains of other accounts are shared as private ones alone, which are not there.
    const domains = input.resourceOwner === "OTHER_ACCOUNTS" ? [] : state.domains.list(state.reader, call);
    const found = page(domains, input);
    return { ...found, items: found.items.map(domainView) };
  },
};
