import type { GetSdkTypesRequest, SdkTypes } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { managing } from "../model.ts";
import { page } from "../paging.ts";
import { sdkTypes } from "../sdk-types.ts";
import type { ApiGatewayState } from "../state.ts";

/** Lists the SDKs that AWS generates; Virga generates none. */
export const GetSdkTypes: Operation<ApiGatewayState, GetSdkTypesRequest, SdkTypes> = {
  authorize: (call) => managing(call, "GET", "/sdktypes"),
  handle: (_call, input) => page(sdkTypes, input),
};
