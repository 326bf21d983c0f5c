import { AwsError } from "../../kernel/errors.ts";
import type { Call, Endpoint } from "../../kernel/service.ts";
import type { WireRequest, WireResponse } from "../../kernel/wire.ts";
import { findAppClient } from "./app-clients.ts";
import { confirmUser } from "./sign-up/confirm-user.ts";
import type { CognitoState } from "./state.ts";

const ownPath = /^\/_aws\/cognito-idp\/([\w-]+_[0-9a-zA-Z]+)\/confirmUser$/;
const domainHost = /\.auth\.[a-z0-9-]+\.(amazoncognito\.com|localhost)(:\d+)?$/;
const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };

/**
 * `GET /confirmUser?client_id=…&user_name=…&confirmation_code=…`, the link in e-mails of pools that verify by link, on a
 * pool's domain or below `/_aws/cognito-idp/<pool id>`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export const confirmUserEndpoint: Endpoint<CognitoState> = {
  name: "cognito-idp-confirm-user",
  matches: (request) =>
    request.method === "GET" &&
    (ownPath.test(request.path) || (request.path === "/confirmUser" && domainHost.test(request.headers.host ?? ""))),
  async handle(call, request) {
    try {
      await confirm(call, request);
      return page(200, "Your registration has been confirmed.");
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return page(thrown.status, thrown.message);
    }
  },
};

async function confirm(call: Call<CognitoState>, request: WireRequest): Promise<void> {
  const query = new URLSearchParams(request.rawQuery);
  const app = findAppClient(call.state, call.state.reader, query.get("client_id") ?? "");
  await confirmUser(call, app, {
    username: query.get("user_name") ?? "",
    code: query.get("confirmation_code") ?? "",
    forceAliasCreation: false,
    clientMetadata: undefined,
  });
}

function page(status: number, text: string): WireResponse {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return {
    status,
    headers,
    body: `<!doctype html><html lang="en"><title>Confirmation</title><p>${escaped}</p></html>`,
  };
}
