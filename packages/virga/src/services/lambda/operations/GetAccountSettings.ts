import type { GetAccountSettingsResponse } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { largestUnzipped, largestUpload } from "../functions/code-package.ts";
import { accountConcurrency, unreservedConcurrency } from "../functions/concurrency.ts";
import type { LambdaState } from "../state.ts";

/** Bytes of all deployment packages, 75 GB; Virga does not hold anybody to it. */
const largestTotal = 80_530_636_800;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const GetAccountSettings: Operation<LambdaState, object, GetAccountSettingsResponse> = {
  authorize: onEverything("GetAccountSettings"),
  handle(call) {
    const { state } = call;
    let functions = 0;
    let size = 0;
    for (const found of state.functions(state.reader, call)) {
      functions++;
      for (const { code } of state.versions(state.reader, found)) size += code.size;
    }
    for (const layer of state.layers.layers(state.reader, call)) {
      for (const { code } of state.layers.versions(state.reader, layer)) size += code.size;
    }
    return {
      AccountLimit: {
        TotalCodeSize: largestTotal,
        CodeSizeUnzipped: largestUnzipped,
        CodeSizeZipped: largestUpload,
        ConcurrentExecutions: accountConcurrency,
        UnreservedConcurrentExecutions: unreservedConcurrency(state, state.reader, call),
      },
      AccountUsage: { TotalCodeSize: size, FunctionCount: functions },
    };
  },
};
