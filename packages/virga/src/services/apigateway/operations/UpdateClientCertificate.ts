import type { ClientCertificate, UpdateClientCertificateRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { clientCertificatePaths, clientCertificateView } from "../client-certificates/client-certificates.ts";
import { managing } from "../model.ts";
import { applyPatch } from "../patch.ts";
import type { ApiGatewayState } from "../state.ts";

/** Patches a client certificate. */
export const UpdateClientCertificate: Operation<ApiGatewayState, UpdateClientCertificateRequest, ClientCertificate> = {
  authorize: (call, input) => managing(call, "PATCH", `/clientcertificates/${input.clientCertificateId}`),
  handle(call, input) {
    const { state } = call;
    return state.change((transaction) => {
      const before = state.clientCertificates.get(transaction, call, input.clientCertificateId ?? "");
      const certificate = applyPatch(before, input.patchOperations, clientCertificatePaths);
      state.clientCertificates.put(transaction, call, certificate);
      return clientCertificateView(certificate);
    });
  },
};
