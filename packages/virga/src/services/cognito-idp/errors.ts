import { AwsError } from "../../kernel/errors.ts";

/** A resource (pool, client, group) that is not there. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

/** The pool of an id that names none in the account and region of the call. */
export function poolNotFound(poolId: string): AwsError {
  return resourceNotFound(`User pool ${poolId} does not exist.`);
}

export function clientNotFound(clientId: string): AwsError {
  return resourceNotFound(`User pool client ${clientId} does not exist.`);
}

export function groupNotFound(): AwsError {
  return resourceNotFound("Group not found.");
}

export function userNotFound(): AwsError {
  return new AwsError("UserNotFoundException", "User does not exist.");
}

export function usernameExists(message: string): AwsError {
  return new AwsError("UsernameExistsException", message);
}

/** An email, phone number or preferred username that is another user's alias. */
export function aliasExists(attribute: string): AwsError {
  return new AwsError("AliasExistsException", `An account with the ${attribute} already exists.`);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** `reason` is the part of the policy that a password breaks, in Cognito's words. */
export function invalidPassword(reason: string): AwsError {
  return new AwsError("InvalidPasswordException", `Password did not conform with policy: ${reason}`);
}

/** What Virga does not serve, by name; a status that SDKs do not retry. */
export function unsupported(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of Cognito user pools.`, { status: 501 });
}

/** A paging token that no listing gave. */
export function invalidPageToken(): AwsError {
  return invalidParameter("Invalid pagination token.");
}

/** The user of a call that only names an app client. */
export function clientUserNotFound(): AwsError {
  return new AwsError("UserNotFoundException", "Username/client id combination not found.");
}

export function userIsDisabled(): AwsError {
  return notAuthorized("User is disabled.");
}

export function notAuthorized(message: string): AwsError {
  return new AwsError("NotAuthorizedException", message);
}
