import type {
  CreateUserPoolClientCommandInput,
  InitiateAuthResponse,
  WebAuthnConfigurationType,
} from "@aws-sdk/client-cognito-identity-provider";
import { SignInCloud } from "../sign-in/sign-in.suite.ts";
import { Authenticator, type AuthenticatorSettings } from "./authenticator.suite.ts";

/** A pool whose user `ada` can sign in with passkeys of example.com. */
export interface PasskeyPool {
  readonly pool: string;
  readonly client: string;
  readonly sub: string;
  /** An access token of hers. */
  readonly token: string;
}

/** A cloud with what tests of passkeys need. */
export class PasskeyCloud {
  readonly base: SignInCloud;

  static async start(): Promise<PasskeyCloud> {
    return new PasskeyCloud(await SignInCloud.start());
  }

  private constructor(base: SignInCloud) {
    this.base = base;
  }

  get cognito() {
    return this.base.cognito;
  }

  async people(
    configuration: WebAuthnConfigurationType | undefined = { RelyingPartyId: "example.com" },
    clientSettings: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<PasskeyPool> {
    const pool = await this.base.pool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"] } },
    });
    if (Object.keys(configuration).length > 0) {
      await this.cognito.setUserPoolMfaConfig({ UserPoolId: pool, WebAuthnConfiguration: configuration });
    }
    const client = await this.base.client(pool, clientSettings);
    const sub = await this.base.user(pool, "ada", { phone_number: "+15555550100" });
    return { pool, client, sub, token: await this.token(client) };
  }

  async token(client: string, name = "ada"): Promise<string> {
    const { AuthenticationResult } = await this.base.signIn(client, name);
    return AuthenticationResult!.AccessToken!;
  }

  /** Registers a new passkey for whoever the token is of. */
  async register(AccessToken: string, settings: AuthenticatorSettings = {}): Promise<Authenticator> {
    const authenticator = new Authenticator(settings);
    const { CredentialCreationOptions } = await this.cognito.startWebAuthnRegistration({ AccessToken });
    const Credential = authenticator.register(CredentialCreationOptions);
    await this.cognito.completeWebAuthnRegistration({ AccessToken, Credential });
    return authenticator;
  }

  /** Begins a sign-in of `ada` in which she may choose, with the preferred challenge if it is given. */
  begin(ClientId: string, preferred?: string, name = "ada"): Promise<InitiateAuthResponse> {
    return this.cognito.initiateAuth({
      ClientId,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: name, ...(preferred && { PREFERRED_CHALLENGE: preferred }) },
    });
  }

  /** Answers the challenge of a passkey. */
  answer(ClientId: string, { Session }: InitiateAuthResponse, CREDENTIAL: string) {
    const ChallengeResponses = { USERNAME: "ada", CREDENTIAL };
    return this.cognito.respondToAuthChallenge({ ClientId, ChallengeName: "WEB_AUTHN", Session, ChallengeResponses });
  }

  /** Signs `ada` in with a passkey from beginning to end. */
  async signIn(client: string, authenticator: Authenticator, changes: AuthenticatorSettings = {}) {
    const asked = await this.begin(client, "WEB_AUTHN");
    return this.answer(client, asked, authenticator.assert(questionOf(asked), changes));
  }
}

export function questionOf({ ChallengeParameters }: InitiateAuthResponse): string | undefined {
  return ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS;
}
