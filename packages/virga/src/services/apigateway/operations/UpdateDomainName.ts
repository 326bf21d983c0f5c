import type { DomainName, UpdateDomainNameRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { completeDomain, domainNamePaths, domainView } from "../domains/domain-names.ts";
import { unsupported } from "../errors.ts";
import { managing, namePart } from "../model.ts";
import { applyPatch } from "../patch.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a custom domain. */
export const UpdateDomainName: Operation<ApiGatewayState, UpdateDomainNameRequest, DomainName> = {
  authorize: (call, input) => managing(call, "PATCH", `/domainnames/${input.domainName}`),
  handle(call, input) {
    const { state } = call;
    if (input.patchOperations?.some(({ path }) => path?.startsWith("/mutualTlsAuthentication"))) {
      throw unsupported("mutual TLS");
    }
    return state.change((transaction) => {
      const before = state.domains.get(transaction, call, input.domainName ?? "");
      const patched = applyPatch(before, input.patchOperations, domainNamePaths);
      const domain = completeDomain(patched, call.region, (length) => namePart(call, length));
      state.domains.put(transaction, call, domain);
      return domainView(domain);
    });
  },
};
