import type { Lambda } from "@aws-sdk/client-lambda";
import { defineService } from "../../kernel/service.ts";
import { LambdaState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    lambda: Lambda;
  }
}

/** AWS Lambda. */
export const lambda = defineService<LambdaState>({
  name: "lambda",
  open: (host) => new LambdaState(host),
  operations: {},
});
