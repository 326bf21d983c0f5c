import type { ClientCertificates, GetClientCertificatesRequest } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { clientCertificateView } from "../client-certificates/client-certificates.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the client certificates. */
export const GetClientCertificates: Operation<ApiGatewayState, GetClientCertificatesRequest, ClientCertificates> = {
  authorize: (call) => managing(call, "GET", "/clientcertificates"),
  handle(call, input) {
    const { state } = call;
    const found = page(state.clientCertificates.list(state.reader, call), input);
    return { ...found, items: found.items.map(clientCertificateView) };
  },
};
