import type { AwsError } from "../../../kernel/errors.ts";
import { invalidParameter } from "../errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** A RegistrationResponseJSON: https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson */
export interface RegistrationCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
  readonly attachment: string | undefined;
}

/** An AuthenticationResponseJSON: https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson */
export interface AssertionCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string | undefined;
}

/** What of the collected client data is checked: https://www.w3.org/TR/webauthn-3/#dictdef-collectedclientdata */
export interface ClientData {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
}

const base64url = /^[\w-]+$/;
/** 1023 bytes, the most that an id may have. */
const longestId = 1364;
const mostTransports = 16;
const longestName = 64;

export function invalidCredential(): AwsError {
  return invalidParameter("Credential data is not valid");
}

/** The registration in an input's document, or InvalidParameterException. */
export function registrationCredential(document: unknown): RegistrationCredential {
  const { id, response, attachment } = credential(document);
  const transports = response.transports ?? [];
  if (!Array.isArray(transports) || transports.length > mostTransports || !transports.every(isName)) {
    throw invalidCredential();
  }
  return {
    id,
    clientDataJSON: bytes(response.clientDataJSON),
    attestationObject: bytes(response.attestationObject),
    transports,
    attachment,
  };
}

/** The assertion in a challenge's answer, which is JSON, or InvalidParameterException. */
export function assertionCredential(text: string): AssertionCredential {
  const { id, response } = credential(parsed(text));
  return {
    id,
    clientDataJSON: bytes(response.clientDataJSON),
    authenticatorData: bytes(response.authenticatorData),
    signature: bytes(response.signature),
    userHandle:
      response.userHandle === undefined || response.userHandle === null ? undefined : bytes(response.userHandle),
  };
}

export function clientData(encoded: string): ClientData {
  const data = object(parsed(Buffer.from(encoded, "base64url").toString("utf8")));
  const { type, challenge, origin } = data;
  if (typeof type !== "string" || typeof challenge !== "string" || typeof origin !== "string")
    throw invalidCredential();
  return { type, challenge, origin };
}

interface CommonParts {
  readonly id: string;
  readonly response: Json;
  readonly attachment: string | undefined;
}

function credential(document: unknown): CommonParts {
  const { id, rawId, type, response, authenticatorAttachment } = object(document);
  if (type !== "public-key" || bytes(id) !== rawId || rawId.length > longestId) throw invalidCredential();
  const attachment = authenticatorAttachment ?? undefined;
  if (attachment !== undefined && !isName(attachment)) throw invalidCredential();
  return { id: rawId, response: object(response), attachment };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidCredential();
  }
}

function object(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidCredential();
  return value as Json;
}

function bytes(value: unknown): string {
  if (typeof value !== "string" || !base64url.test(value)) throw invalidCredential();
  return value;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= longestName;
}
