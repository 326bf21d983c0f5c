import type { Operation } from "../../../kernel/service.ts";
import type { SayHelloRequest, SayHelloResponse } from "../client.ts";
import { greetingArn, greetingText } from "../model.ts";
import type { HelloState } from "../state.ts";

/** Greets a name and counts. */
export const SayHello: Operation<HelloState, SayHelloRequest, SayHelloResponse> = {
  authorize: ({ region, account }, { Name }) => ({
    action: "hello:SayHello",
    resource: greetingArn(region, account, Name),
  }),
  handle(call, { Name }) {
    const { count } = call.state.greet(call, Name, call.now);
    return { Message: greetingText(Name, count), Count: count };
  },
};
