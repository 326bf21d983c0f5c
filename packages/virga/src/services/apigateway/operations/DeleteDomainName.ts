import type { DeleteDomainNameRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a custom domain with its base path mappings. */
export const DeleteDomainName: Operation<ApiGatewayState, DeleteDomainNameRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/domainnames/${input.domainName}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => state.domains.delete(transaction, call, input.domainName ?? ""));
    return {};
  },
};
