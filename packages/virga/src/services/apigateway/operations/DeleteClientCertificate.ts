import type { DeleteClientCertificateRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Deletes a client certificate. */
export const DeleteClientCertificate: Operation<ApiGatewayState, DeleteClientCertificateRequest, object> = {
  authorize: (call, input) => managing(call, "DELETE", `/clientcertificates/${input.clientCertificateId}`),
  handle(call, input) {
    const { state } = call;
    state.change((transaction) => state.clientCertificates.delete(transaction, call, input.clientCertificateId ?? ""));
    return {};
  },
};
