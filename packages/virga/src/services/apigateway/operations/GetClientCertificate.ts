import type { ClientCertificate, GetClientCertificateRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { clientCertificateView } from "../client-certificates/client-certificates.ts";
import { managing } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes a client certificate. */
export const GetClientCertificate: Operation<ApiGatewayState, GetClientCertificateRequest, ClientCertificate> = {
  authorize: (call, input) => managing(call, "GET", `/clientcertificates/${input.clientCertificateId}`),
  handle(call, input) {
    const { state } = call;
    return clientCertificateView(state.clientCertificates.get(state.reader, call, input.clientCertificateId ?? ""));
  },
};
