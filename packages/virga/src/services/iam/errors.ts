import { AwsError } from "../../kernel/errors.ts";

const entityNames = { role: "role", user: "user", group: "group" } as const;

const holderTitles = { role: "Role", user: "User", group: "Group" } as const;

export type HolderType = keyof typeof entityNames;

function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntityException", message, { status: 404 });
}

function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflictException", message, { status: 409 });
}

function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message, { status: 409 });
}

export function holderNotFound(type: HolderType, name: string): AwsError {
  return noSuchEntity(`The ${entityNames[type]} with name ${name} cannot be found.`);
}

export function inlinePolicyNotFound(type: HolderType, name: string): AwsError {
  return noSuchEntity(`The ${entityNames[type]} policy with name ${name} cannot be found.`);
}

export function policyNotFound(arn: string): AwsError {
  return noSuchEntity(`Policy ${arn} was not found.`);
}

export function policyNotAttachable(arn: string): AwsError {
  return noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

export function versionNotFound(arn: string, version: string): AwsError {
  return noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);
}

export function accessKeyNotFound(id: string): AwsError {
  return noSuchEntity(`The Access Key with id ${id} cannot be found.`);
}

export function holderExists(type: HolderType, name: string): AwsError {
  const message = `${holderTitles[type]} with name ${name} already exists.`;
  return new AwsError("EntityAlreadyExistsException", message, { status: 409 });
}

export function policyExists(name: string): AwsError {
  const message = `A policy called ${name} already exists. Duplicate names are not allowed.`;
  return new AwsError("EntityAlreadyExistsException", message, { status: 409 });
}

export function stillHasAttachedPolicies(): AwsError {
  return deleteConflict("Cannot delete entity, must detach all policies first.");
}

export function stillHasInlinePolicies(): AwsError {
  return deleteConflict("Cannot delete entity, must delete policies first.");
}

export function stillHasAccessKeys(): AwsError {
  return deleteConflict("Cannot delete entity, must delete access keys first.");
}

export function stillInGroup(): AwsError {
  return deleteConflict("Cannot delete entity, must remove users from group first.");
}

export function policyStillAttached(): AwsError {
  return deleteConflict("Cannot delete a policy attached to entities.");
}

export function policyStillHasVersions(): AwsError {
  return deleteConflict(
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
      "The default version is deleted with the policy.",
  );
}

export function defaultVersionNotDeletable(): AwsError {
  return deleteConflict("Cannot delete the default version of a policy.");
}

export function quotaExceeded(quota: string, limit: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}

export function inlinePoliciesTooLong(type: HolderType, name: string, limit: number): AwsError {
  return limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${type} ${name}`);
}

export function tooManyVersions(): AwsError {
  return limitExceeded(
    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
  );
}

export function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}

export function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

export function notChangeable(arn: string): AwsError {
  const message = `Policy ${arn} is managed by AWS and cannot be changed.`;
  return new AwsError("AccessDeniedException", message, { status: 403 });
}
