import type { GetSdkTypeRequest, SdkType } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { notFound } from "../errors.ts";
import { managing } from "../model.ts";
import { sdkTypes } from "../sdk-types.ts";
import type { ApiGatewayState } from "../state.ts";

/** Describes an SDK that AWS generates. */
export const GetSdkType: Operation<ApiGatewayState, GetSdkTypeRequest, SdkType> = {
  authorize: (call, input) => managing(call, "GET", `/sdktypes/${input.id}`),
  handle(_call, input) {
    const found = sdkTypes.find(({ id }) => id === input.id);
    if (found === undefined) throw notFound("Invalid SDK type specified");
    return found;
  },
};
