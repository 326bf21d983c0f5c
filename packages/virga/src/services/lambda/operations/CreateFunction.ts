import type { CreateFunctionRequest, FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { AuthorizationRequest } from "../../../kernel/iam/ports.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { invalidParameter, resourceConflict } from "../errors.ts";
import { readPackage, storedCode } from "../functions/code-package.ts";
import { describeNewVersion } from "../functions/descriptions.ts";
import { passRole } from "../functions/execution-role.ts";
import { publishLatest } from "../functions/publishing.ts";
import { changeSettings, checkTotalSize, type Settings } from "../functions/settings.ts";
import { checkTags } from "../functions/tags.ts";
import { refuseUnsupported } from "../functions/unsupported.ts";
import { type FunctionCode, type FunctionPlace, latest } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

const longestName = 64;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const CreateFunction: Operation<LambdaState, CreateFunctionRequest, FunctionConfiguration> = {
  authorize(call, input): readonly AuthorizationRequest[] {
    const layers = input.Layers?.length ? { "lambda:Layer": input.Layers } : undefined;
    return [onFunction("CreateFunction")(call, input, layers), passRole(call, input.Role)];
  },
  async handle(call, input) {
    refuseUnsupported(input);
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    checkName(place);
    checkTags(input.Tags ?? {});
    refuseExisting(state, place);
    const settings = changeSettings(call, place, input);
    const code = await readPackage(call, input.Code!, "CreateFunction");
    checkTotalSize(code, settings.layers);
    return state.contents.store(code.content, (stored) =>
      create(call, place, input, settings, storedCode(stored, code)),
    );
  },
};

function checkName({ functionName }: FunctionPlace): void {
  if (functionName.length <= longestName) return;
  throw invalidParameter(
    `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${longestName}`,
  );
}

function refuseExisting(state: LambdaState, place: FunctionPlace, reader = state.reader): void {
  if (state.findFunction(reader, place)) throw resourceConflict(`Function already exist: ${place.functionName}`);
}

function create(
  call: Call<LambdaState>,
  place: FunctionPlace,
  input: CreateFunctionRequest,
  settings: Settings,
  code: FunctionCode,
): FunctionConfiguration {
  const { state } = call;
  return state.transact((transaction) => {
    refuseExisting(state, place, transaction);
    const record = { ...place, lastVersion: 0, tags: input.Tags ?? {} };
    const version = {
      ...place,
      ...settings,
      version: latest,
      revisionId: call.host.ids.uuid(),
      lastModified: call.now,
      code,
      architecture: input.Architectures?.[0] ?? "x86_64",
    };
    state.putFunction(transaction, record);
    state.putVersion(transaction, version);
    if (!input.Publish) return describeNewVersion(version);
    const published = publishLatest(state, transaction, record, undefined).version;
    return describeNewVersion(published, published.version);
  });
}
