import { AwsError } from "../../kernel/errors.ts";
import { identifiedKey, type KmsCall, notPendingDeletion } from "./access.ts";
import { aliasNotFound, limitExceeded, validationException } from "./errors.ts";
import { aliasArn, type KeyAlias, type KmsKey, limits } from "./model.ts";

/** Checks the name of an alias that is to be made, changed or deleted. @throws AwsError ValidationException, NotAuthorizedException */
export function checkAliasName(name = ""): void {
  if (!name.startsWith("alias/")) throw validationException("Invalid identifier");
  if (name.startsWith("alias/aws/")) throw new AwsError("NotAuthorizedException", "");
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw validationException(`${name} contains invalid characters for an alias`);
  }
}

/** The key that an alias is to point at. @throws AwsError KMSInvalidStateException, LimitExceededException */
export function aliasTarget(call: KmsCall, targetKeyId: string | undefined): KmsKey {
  const key = notPendingDeletion(identifiedKey(call, targetKeyId));
  if (key.account !== call.account) throw validationException("Aliases must be in the account of their key.");
  const count = Array.from(call.state.aliasesOf(call.state.reader, key)).length;
  if (count >= limits.aliasesPerKey) throw limitExceeded("The key has as many aliases as it can have.");
  return key;
}

/** @throws AwsError NotFoundException */
export function existingAlias(call: KmsCall, name = ""): KeyAlias {
  const { state, region, account } = call;
  const alias = state.alias(state.reader, call, name);
  if (!alias) throw aliasNotFound(aliasArn(region, account, name));
  return alias;
}
