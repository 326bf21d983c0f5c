import { AwsError } from "../../../kernel/errors.ts";
import type { WireResponse } from "../../../kernel/wire.ts";
import { revokeToken } from "../tokens/revoke.ts";
import { authenticatedClient, clientForm, emptyAnswer, errorAnswer, OAuthError } from "./client-requests.ts";
import type { Site } from "./site.ts";

/**
 * `POST /oauth2/revoke`
 * https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
 */
export async function revoke(site: Site): Promise<WireResponse> {
  try {
    const form = clientForm(site);
    const client = authenticatedClient(site, form, 401);
    const token = form.get("token");
    if (token === undefined) throw new OAuthError("invalid_request");
    revokeToken(site.call, site.pool, client, token);
    return emptyAnswer(200);
  } catch (thrown) {
    if (thrown instanceof OAuthError) return errorAnswer(thrown);
    if (thrown instanceof AwsError) return errorAnswer(revocationError(thrown));
    throw thrown;
  }
}

function revocationError({ code }: AwsError): OAuthError {
  switch (code) {
    case "UnsupportedTokenTypeException":
      return new OAuthError("unsupported_token_type");
    case "UnauthorizedException":
      return new OAuthError("invalid_client", undefined, 401);
    default:
      return new OAuthError("invalid_request");
  }
}
