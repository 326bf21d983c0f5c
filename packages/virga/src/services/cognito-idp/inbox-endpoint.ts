import type { Endpoint } from "../../kernel/service.ts";
import type { CognitoState } from "./state.ts";

const inboxPath = /^\/_aws\/cognito-idp\/([\w-]+_[0-9a-zA-Z]+)\/inbox$/;
const headers = { "content-type": "application/json" };

/**
 * `GET /_aws/cognito-idp/<pool id>/inbox`: the messages that Cognito would have sent to the pool's users, newest first,
 * as `{"messages": [...]}`. AWS has nothing like it.
 */
export const inboxEndpoint: Endpoint<CognitoState> = {
  name: "cognito-idp-inbox",
  matches: (request) => request.method === "GET" && inboxPath.test(request.path),
  async handle({ state }, request) {
    const [, id = ""] = inboxPath.exec(request.path) ?? [];
    const place = state.poolPlace(state.reader, id);
    if (!place) {
      return { status: 404, headers, body: JSON.stringify({ message: `User pool ${id} does not exist.` }) };
    }
    const messages = state
      .inbox(state.reader, state.pool(state.reader, place, id))
      .map((message) => ({ ...message, sent: new Date(message.sent).toISOString() }));
    return { status: 200, headers, body: JSON.stringify({ messages }) };
  },
};
