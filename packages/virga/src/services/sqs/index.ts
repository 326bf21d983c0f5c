import type { SQS } from "@aws-sdk/client-sqs";
import { defineService } from "../../kernel/service.ts";
import { SqsState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    sqs: SQS;
  }
}

/** Amazon Simple Queue Service. */
export const sqs = defineService<SqsState>({
  name: "sqs",
  open: (host) => new SqsState(host),
  operations: {},
});
