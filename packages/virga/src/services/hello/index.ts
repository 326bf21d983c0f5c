import { defineService } from "../../kernel/service.ts";
import type { Hello } from "./client.ts";
import { greetingResource } from "./cloudformation.ts";
import model from "./model.json" with { type: "json" };
import { DeleteGreeting } from "./operations/DeleteGreeting.ts";
import { DescribeGreeting } from "./operations/DescribeGreeting.ts";
import { SayHello } from "./operations/SayHello.ts";
import { HelloState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    hello: Hello;
  }
}

/** The service to copy: CONTRIBUTING.md walks through it. It is no service of AWS's, so only its tests serve it. */
export const hello = defineService<HelloState>({
  name: "hello",
  model,
  open: (host) => new HelloState(host),
  operations: { SayHello, DescribeGreeting, DeleteGreeting },
  resourceTypes: { "Virga::Hello::Greeting": greetingResource },
});
