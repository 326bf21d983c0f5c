import type { PublishLayerVersionRequest, PublishLayerVersionResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onLayer } from "../authorization.ts";
import { readPackage, storedCode } from "../functions/code-package.ts";
import { describeLayerVersion, parseLayerName } from "../layer-versions.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const PublishLayerVersion: Operation<LambdaState, PublishLayerVersionRequest, PublishLayerVersionResponse> = {
  authorize: onLayer("PublishLayerVersion"),
  async handle(call, input) {
    const { state, host } = call;
    const layer = parseLayerName(call, input.LayerName!);
    const code = await readPackage(call, input.Content!, "PublishLayerVersion");
    return state.contents.store(code.content, (stored) =>
      state.transact((transaction) => {
        const version = state.layers.publish(transaction, {
          ...layer,
          created: call.now,
          description: input.Description ?? "",
          code: storedCode(stored, code),
          compatibleRuntimes: input.CompatibleRuntimes ?? [],
          compatibleArchitectures: input.CompatibleArchitectures ?? [],
          ...(input.LicenseInfo !== undefined && { license: input.LicenseInfo }),
        });
        return describeLayerVersion(host, version);
      }),
    );
  },
};
