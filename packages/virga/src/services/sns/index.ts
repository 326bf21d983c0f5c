import type { SNS } from "@aws-sdk/client-sns";
import { defineService } from "../../kernel/service.ts";
import { SnsState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    sns: SNS;
  }
}

/** Amazon Simple Notification Service. */
export const sns = defineService<SnsState>({
  name: "sns",
  open: (host) => new SnsState(host),
  operations: {},
});
