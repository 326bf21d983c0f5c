import type { RespondToAuthChallengeCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import type { PoolClient, User, UserPool } from "../model.ts";
import type { Session } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";

type Texts = Readonly<Record<string, string>>;

/** A call that begins a sign-in or goes on with one. */
export interface SignInRequest {
  readonly call: Call<CognitoState>;
  readonly pool: UserPool;
  readonly client: PoolClient;
  /** Whether it was made with an administrator's credentials. */
  readonly admin: boolean;
  /** AuthParameters or ChallengeResponses. */
  readonly parameters: Texts;
  /** What triggers get as `clientMetadata`: that of challenge responses. */
  readonly clientMetadata?: Texts | undefined;
  /** What triggers get as `validationData`: that of InitiateAuth. */
  readonly validationData?: Texts | undefined;
  /** The sign-in page's: takes the user who has nothing left to prove, who then gets no tokens and no device. */
  readonly signedIn?: (user: User) => void;
}

/** How far a sign-in has come. */
export interface Progress {
  readonly request: SignInRequest;
  readonly user: User;
  readonly flow: Session["flow"];
  readonly deviceKey?: string | undefined;
  readonly newPasswordSet?: boolean | undefined;
  readonly mfaDone?: boolean | undefined;
  readonly deviceDone?: boolean | undefined;
}

/** Tokens or the next challenge. */
export type SignInAnswer = Omit<RespondToAuthChallengeCommandOutput, "$metadata">;

/** A parameter that must be there, or InvalidParameterException. */
export function required(request: SignInRequest, name: string): string {
  const value = request.parameters[name];
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

export function wrongCredentials() {
  return notAuthorized("Incorrect username or password.");
}
