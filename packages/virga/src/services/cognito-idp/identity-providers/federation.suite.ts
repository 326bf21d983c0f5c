import type {
  CognitoIdentityProvider,
  CreateIdentityProviderCommandInput,
  CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { authorizeAddress, OAuthSite, TestBrowser } from "../oauth/browser.suite.ts";
import { claimsOf, password, type SignInCloud } from "../sign-in/sign-in.suite.ts";

/** Two pools: people sign in at the first, the hospital, which is an OpenID Connect provider of the second, the app. */
export class Federation {
  readonly hospital: OAuthSite;
  readonly app: OAuthSite;
  /** The app's client at the hospital, with its secret. */
  readonly registration: { readonly client_id: string; readonly client_secret: string };
  /** The client of the app's own pool. */
  readonly client: string;

  private constructor(
    hospital: OAuthSite,
    app: OAuthSite,
    registration: { readonly client_id: string; readonly client_secret: string },
    client: string,
  ) {
    this.hospital = hospital;
    this.app = app;
    this.registration = registration;
    this.client = client;
  }

  static async make(
    test: SignInCloud,
    name: string,
    settings: Partial<CreateUserPoolCommandInput> = {},
    provider: Partial<CreateIdentityProviderCommandInput> = {},
  ): Promise<Federation> {
    const hospital = await OAuthSite.make(test, `${name}-hospital`);
    const app = await OAuthSite.make(test, `${name}-app`, settings);
    const { UserPoolClient } = await test.cognito.createUserPoolClient({
      UserPoolId: hospital.pool,
      ClientName: "app",
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile"],
      CallbackURLs: [`https://${name}-app.auth.us-east-1.amazoncognito.com/oauth2/idpresponse`],
      SupportedIdentityProviders: ["COGNITO"],
    });
    const registration = { client_id: UserPoolClient!.ClientId!, client_secret: UserPoolClient!.ClientSecret! };
    await test.cognito.createIdentityProvider({
      UserPoolId: app.pool,
      ProviderName: "Hospital",
      ProviderType: "OIDC",
      ProviderDetails: oidcDetails(hospital.pool, registration),
      AttributeMapping: { email: "email", email_verified: "email_verified", given_name: "given_name" },
      IdpIdentifiers: ["hospital.example.com"],
      ...provider,
    });
    const client = await app.client({ SupportedIdentityProviders: ["COGNITO", "Hospital"] });
    return new Federation(hospital, app, registration, client);
  }

  get cognito(): CognitoIdentityProvider {
    return this.app.test.cognito;
  }

  /** A person of the hospital; gives the identifier there. */
  person(name: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.app.test.user(this.hospital.pool, name, {
      email: `${name}@example.com`,
      email_verified: "true",
      ...attributes,
    });
  }

  /** Leads somebody from the application to the hospital's sign-in and back; gives where the application is reached again. */
  async signIn(username: string, more: Readonly<Record<string, string>> = {}): Promise<URL> {
    const browser = new TestBrowser(this.app);
    const atHospital = await browser.open(authorizeAddress(this.client, { identity_provider: "Hospital", ...more }));
    return this.return(browser, await this.answer(atHospital!, username));
  }

  /** Signs in at the hospital, where the app has sent the user; gives where the user is sent back to. */
  async answer(atHospital: URL, username: string): Promise<URL> {
    const browser = new TestBrowser(new OAuthSite(this.app.test, this.hospital.pool, atHospital.host));
    const back = (await browser.open(local(atHospital))) ?? (await browser.submit({ username, password }));
    if (!back) throw new Error(browser.alert ?? browser.page);
    return back;
  }

  /** Brings the user back to the app, and on to the application. */
  async return(browser: TestBrowser, back: URL): Promise<URL> {
    const end = await browser.open(local(back));
    if (!end) throw new Error(browser.alert ?? browser.page);
    return end;
  }

  /** The claims of the ID token that the application gets for its code. */
  async idClaims(end: URL): Promise<Record<string, unknown>> {
    const { body } = await this.app.token(this.client, end.searchParams.get("code")!);
    return claimsOf(body.id_token);
  }
}

/** Path and query of an address. */
export function local({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}

/** The details of a provider that is a pool of this runtime. */
export function oidcDetails(pool: string, registration: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...registration,
    oidc_issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
    authorize_scopes: "openid email profile",
    attributes_request_method: "GET",
  };
}
