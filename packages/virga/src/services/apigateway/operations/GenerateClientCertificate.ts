import type { ClientCertificate, GenerateClientCertificateRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { clientCertificateView, newClientCertificate } from "../client-certificates/client-certificates.ts";
import { managing } from "../model.ts";
import { checkQuota } from "../quotas.ts";
import type { ApiGatewayState } from "../state.ts";

/** Makes a certificate by which back ends know the calls of an API. */
export const GenerateClientCertificate: Operation<
  ApiGatewayState,
  GenerateClientCertificateRequest,
  ClientCertificate
> = {
  authorize: (call) => managing(call, "POST", "/clientcertificates"),
  async handle(call, input) {
    const { state } = call;
    const certificate = await newClientCertificate(call, input);
    state.change((transaction) => {
      checkQuota("client certificates", state.clientCertificates.list(transaction, call).length + 1);
      state.clientCertificates.put(transaction, call, certificate);
    });
    return clientCertificateView(certificate);
  },
};
