import type { CreateDomainNameRequest, DomainName } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { domainView, newDomain } from "../domains/domain-names.ts";
import { managing, namePart } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";

/** Creates a custom domain, which is there at once. */
export const CreateDomainName: Operation<ApiGatewayState, CreateDomainNameRequest, DomainName> = {
  authorize: (call) => managing(call, "POST", "/domainnames"),
  handle(call, input) {
    const { state } = call;
    const domain = newDomain(input, call, (length) => namePart(call, length), call.now);
    state.change((transaction) => {
      checkQuota("domain names", state.domains.list(transaction, call).length + 1);
      state.domains.add(transaction, call, domain);
    });
    return domainView(domain);
  },
};
