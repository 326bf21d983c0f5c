import type { FunctionConfiguration, UpdateFunctionCodeRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { preconditionFailed } from "../errors.ts";
import { packageSha256, readPackage, storedCode } from "../functions/code-package.ts";
import { describeNewVersion, describeUpdate, describeVersion } from "../functions/descriptions.ts";
import { publishLatest } from "../functions/publishing.ts";
import { checkTotalSize } from "../functions/settings.ts";
import { refuseUnsupported } from "../functions/unsupported.ts";
import { type FunctionCode, type FunctionPlace, type FunctionVersion, latest } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const UpdateFunctionCode: Operation<LambdaState, UpdateFunctionCodeRequest, FunctionConfiguration> = {
  authorize: onFunction("UpdateFunctionCode"),
  async handle(call, input) {
    refuseUnsupported(input);
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    const current = state.version(state.reader, place, latest);
    checkRevision(current, input.RevisionId);
    const code = await readPackage(call, input, "UpdateFunctionCode");
    checkTotalSize(code, current.layers);
    if (input.DryRun) {
      const CodeSha256 = await packageSha256(call, code);
      return { ...describeVersion(current), CodeSha256, CodeSize: code.content.byteLength };
    }
    return state.contents.store(code.content, (stored) => update(call, place, input, storedCode(stored, code)));
  },
};

function checkRevision({ revisionId }: FunctionVersion, expected: string | undefined): void {
  if (expected !== undefined && expected !== revisionId) throw preconditionFailed();
}

function update(
  call: Call<LambdaState>,
  place: FunctionPlace,
  input: UpdateFunctionCodeRequest,
  code: FunctionCode,
): FunctionConfiguration {
  const { state } = call;
  return state.transact((transaction) => {
    const current = state.version(transaction, place, latest);
    checkRevision(current, input.RevisionId);
    const version: FunctionVersion = {
      ...current,
      code,
      architecture: input.Architectures?.[0] ?? current.architecture,
      revisionId: call.host.ids.uuid(),
      lastModified: call.now,
    };
    state.putVersion(transaction, version);
    if (!input.Publish) return describeUpdate(version);
    const published = publishLatest(state, transaction, state.function(transaction, place), undefined).version;
    return describeNewVersion(published, published.version);
  });
}
