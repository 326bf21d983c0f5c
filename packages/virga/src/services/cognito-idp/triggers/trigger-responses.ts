import { AwsError } from "../../../kernel/errors.ts";
import type { TriggerName, Triggers } from "./trigger-types.ts";

/** What the value of a member must look like; null and absent members are always right. */
type Shape = "text" | "flag" | "texts" | "text-map" | "map" | Members;

interface Members {
  readonly [member: string]: Shape;
}

const groupConfiguration: Members = { groupsToOverride: "texts", iamRolesToOverride: "texts", preferredRole: "text" };

/** The members that Cognito reads of each trigger's response, in the order in which the event shows them. */
const responseMembers: Readonly<Record<TriggerName, Members>> = {
  PreSignUp: { autoConfirmUser: "flag", autoVerifyEmail: "flag", autoVerifyPhone: "flag" },
  PostConfirmation: {},
  PreAuthentication: {},
  PostAuthentication: {},
  CustomMessage: { smsMessage: "text", emailMessage: "text", emailSubject: "text" },
  DefineAuthChallenge: { challengeName: "text", issueTokens: "flag", failAuthentication: "flag" },
  CreateAuthChallenge: {
    publicChallengeParameters: "text-map",
    privateChallengeParameters: "text-map",
    challengeMetadata: "text",
  },
  VerifyAuthChallengeResponse: { answerCorrect: "flag" },
  PreTokenGeneration: {
    claimsOverrideDetails: {
      claimsToAddOrOverride: "text-map",
      claimsToSuppress: "texts",
      groupOverrideDetails: groupConfiguration,
    },
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: "map", claimsToSuppress: "texts" },
      accessTokenGeneration: {
        claimsToAddOrOverride: "map",
        claimsToSuppress: "texts",
        scopesToAdd: "texts",
        scopesToSuppress: "texts",
      },
      groupOverrideDetails: groupConfiguration,
    },
  },
  UserMigration: {
    userAttributes: "text-map",
    forceAliasCreation: "flag",
    enableSMSMFA: "flag",
    finalUserStatus: "text",
    messageAction: "text",
    desiredDeliveryMediums: "texts",
  },
  InboundFederation: { userAttributesToMap: "text-map" },
};

/** The `response` of the event that a function gets. */
export function emptyResponse(name: TriggerName, version: string): object {
  switch (name) {
    case "PreSignUp":
      return { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
    case "PreTokenGeneration":
      return version === "1" ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null };
    default:
      return Object.fromEntries(Object.keys(responseMembers[name]).map((member) => [member, null]));
  }
}

/**
 * Reads the response out of what a function returned; throws InvalidLambdaResponseException for what is no JSON object,
 * has no `response`, or has members of other types than the trigger's.
 */
export function readResponse<N extends TriggerName>(name: N, payload: Uint8Array | undefined): Triggers[N]["response"] {
  const output = parsed(payload);
  if (!isObject(output)) throw invalidResponse("Invalid lambda function output : Invalid JSON");
  const { response } = output;
  if (!isObject(response) || !conforms(response, responseMembers[name])) {
    throw invalidResponse("Unrecognizable lambda output");
  }
  return response;
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString("utf8"));
  } catch {
    return undefined;
  }
}

function invalidResponse(message: string): AwsError {
  return new AwsError("InvalidLambdaResponseException", message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function conforms(value: unknown, shape: Shape): boolean {
  if (value === null || value === undefined) return true;
  switch (shape) {
    case "text":
      return typeof value === "string";
    case "flag":
      return typeof value === "boolean";
    case "texts":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "text-map":
      return isObject(value) && Object.values(value).every((item) => item === null || typeof item === "string");
    case "map":
      return isObject(value);
    default:
      return isObject(value) && Object.keys(shape).every((member) => conforms(value[member], shape[member]!));
  }
}
