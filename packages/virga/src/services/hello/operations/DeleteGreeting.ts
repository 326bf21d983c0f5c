import type { Operation } from "../../../kernel/service.ts";
import type { DeleteGreetingRequest } from "../client.ts";
import { greetingArn } from "../model.ts";
import type { HelloState } from "../state.ts";

/** Forgets a name. */
export const DeleteGreeting: Operation<HelloState, DeleteGreetingRequest, object> = {
  authorize: ({ region, account }, { Name }) => ({
    action: "hello:DeleteGreeting",
    resource: greetingArn(region, account, Name),
  }),
  handle(call, { Name }) {
    call.state.delete(call, Name);
    return {};
  },
};
