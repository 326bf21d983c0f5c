import type { Call } from "../../../kernel/service.ts";
import { providerEndpoints } from "./provider-endpoints.ts";
import { askProvider, jsonObject, type ProviderAnswer, ProviderFailure } from "./provider-requests.ts";
import { type ProviderClaims, verifiedClaims } from "./provider-token.ts";
import type { FederatedSignIn, IdentityProvider } from "./records.ts";

/** What a provider has said of a user, verified. */
export interface ProviderResponse {
  readonly tokenResponse: ProviderClaims;
  readonly idToken: ProviderClaims;
  /** Absent where the provider has no such endpoint. */
  readonly userInfo?: ProviderClaims;
}

/**
 * Trades the code that the user has brought for tokens, and asks for the user's attributes. Throws ProviderFailure.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html
 */
export async function exchangeCode(
  call: Pick<Call, "host" | "now">,
  provider: IdentityProvider,
  signIn: FederatedSignIn,
  code: string,
): Promise<ProviderResponse> {
  const { details } = provider;
  const endpoints = await providerEndpoints(call, provider);
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: signIn.redirectUri,
    client_id: details.client_id!,
    ...(details.client_secret && { client_secret: details.client_secret }),
  });
  const answer = await askProvider(call, { url: endpoints.token, form });
  const tokenResponse = jsonObject(answer);
  if (answer.status !== 200 || !tokenResponse) throw providerError(provider, answer);
  const { id_token: token, access_token: accessToken } = tokenResponse;
  if (typeof token !== "string") throw new ProviderFailure(`${provider.name} gave no id_token`);
  const idToken = await verifiedClaims(call, provider, endpoints, token, signIn.nonce);
  if (!endpoints.userInfo || typeof accessToken !== "string") return { tokenResponse, idToken };
  const userInfo = await askUserInfo(call, provider, endpoints.userInfo, accessToken);
  if (userInfo.sub !== idToken.sub) throw new ProviderFailure(`${provider.name} told of another user`);
  return { tokenResponse, idToken, userInfo };
}

async function askUserInfo(
  call: Pick<Call, "host">,
  provider: IdentityProvider,
  url: string,
  accessToken: string,
): Promise<ProviderClaims> {
  const method = provider.details.attributes_request_method === "POST" ? "POST" : "GET";
  const answer = await askProvider(call, { url, method, headers: { authorization: `Bearer ${accessToken}` } });
  const userInfo = jsonObject(answer);
  if (answer.status !== 200 || !userInfo) throw providerError(provider, answer);
  return userInfo;
}

/** A provider's refusal, in the form in which Cognito passes it on. */
function providerError({ name }: IdentityProvider, answer: ProviderAnswer): ProviderFailure {
  const { error, error_description: description } = jsonObject(answer) ?? {};
  const words = [error, description].filter((word) => typeof word === "string");
  const code = typeof error === "string" ? error : "invalid_request";
  return new ProviderFailure([`${name} Error -`, answer.status, ...words].join(" "), code);
}
