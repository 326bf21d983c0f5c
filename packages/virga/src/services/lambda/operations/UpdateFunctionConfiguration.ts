import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { AuthorizationRequest } from "../../../kernel/iam/ports.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onFunction } from "../authorization.ts";
import { preconditionFailed } from "../errors.ts";
import { describeUpdate } from "../functions/descriptions.ts";
import { passRole } from "../functions/execution-role.ts";
import { changeSettings, checkTotalSize } from "../functions/settings.ts";
import { refuseUnsupported } from "../functions/unsupported.ts";
import { type FunctionVersion, latest } from "../model.ts";
import { parseUnqualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const UpdateFunctionConfiguration: Operation<
  LambdaState,
  UpdateFunctionConfigurationRequest,
  FunctionConfiguration
> = {
  authorize(call, input): readonly AuthorizationRequest[] {
    const layers = input.Layers?.length ? { "lambda:Layer": input.Layers } : undefined;
    const update = onFunction("UpdateFunctionConfiguration")(call, input, layers);
    return input.Role === undefined ? [update] : [update, passRole(call, input.Role)];
  },
  handle(call, input) {
    refuseUnsupported(input);
    const { state } = call;
    const place = parseUnqualifiedName(call, input.FunctionName!);
    return state.transact((transaction) => {
      const current = state.version(transaction, place, latest);
      if (input.RevisionId !== undefined && input.RevisionId !== current.revisionId) throw preconditionFailed();
      const { deadLetterTarget: _, vpc: __, kmsKeyArn: ___, ...kept } = current;
      const version: FunctionVersion = {
        ...kept,
        ...changeSettings(call, place, input, current),
        revisionId: call.host.ids.uuid(),
        lastModified: call.now,
      };
      checkTotalSize(version.code, version.layers);
      state.putVersion(transaction, version);
      return describeUpdate(version);
    });
  },
};
