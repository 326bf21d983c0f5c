import type { RetireGrantCommandInput } from "@aws-sdk/client-kms";
import { endDryRun, identifiedKey, type KmsCall, type KmsOperation, keyRequest } from "../access.ts";
import { validationException } from "../errors.ts";
import { grantNotFound, readGrantToken } from "../grants.ts";
import type { Grant, KmsKey } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html */
export const RetireGrant: KmsOperation<RetireGrantCommandInput> = {
  authorize(call, input) {
    const { key, grant } = retired(call, input);
    const request = keyRequest(call, key, "RetireGrant");
    // The principals that the grant itself lets retire it need no policy.
    const grantees = [grant.retiring, grant.operations.includes("RetireGrant") ? grant.grantee : undefined];
    const grants = grantees.flatMap((grantee) => (grantee === undefined ? [] : [{ id: grant.id, grantee }]));
    return { ...request, grants };
  },
  handle(call, input) {
    const { key, grant } = retired(call, input);
    endDryRun(input);
    call.state.transact((transaction) => call.state.deleteGrant(transaction, key, grant.id));
    return {};
  },
};

/** The grant that a token names, or a key and an id. @throws AwsError NotFoundException, InvalidGrantTokenException */
function retired(call: KmsCall, input: RetireGrantCommandInput): { key: KmsKey; grant: Grant } {
  const { state } = call;
  const { arn, grantId } =
    input.GrantToken === undefined ? { arn: input.KeyId, grantId: input.GrantId } : readGrantToken(input.GrantToken);
  if (arn === undefined || grantId === undefined) {
    throw validationException("Please specify either a grant token, or a key and a grant ID.");
  }
  const key = identifiedKey(call, arn);
  const grant = state.grant(state.reader, key, grantId);
  if (!grant) throw grantNotFound(grantId);
  return { key, grant };
}
