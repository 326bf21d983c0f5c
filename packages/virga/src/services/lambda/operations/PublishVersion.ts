import type { FunctionConfiguration, PublishVersionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter, notSupported, preconditionFailed } from "../errors.ts";
import { describeNewVersion, describeVersion } from "../functions/descriptions.ts";
import { publishLatest } from "../functions/publishing.ts";
import { latest } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const PublishVersion: Operation<LambdaState, PublishVersionRequest, FunctionConfiguration> = {
  authorize: onFunction("PublishVersion"),
  handle(call, { FunctionName, Description, CodeSha256, RevisionId, PublishTo }) {
    if (PublishTo !== undefined) throw notSupported("functions with PublishTo");
    const { state } = call;
    const place = parseUnqualifiedName(call, FunctionName!);
    return state.transact((transaction) => {
      const source = state.version(transaction, place, latest);
      if (RevisionId !== undefined && RevisionId !== source.revisionId) throw preconditionFailed();
      if (CodeSha256 && CodeSha256 !== source.code.sha256) {
        throw invalidParameter(
          `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${source.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const record = state.function(transaction, place);
      const { version, isNew } = publishLatest(state, transaction, record, Description);
      return isNew ? describeNewVersion(version, version.version) : describeVersion(version, version.version);
    });
  },
};
