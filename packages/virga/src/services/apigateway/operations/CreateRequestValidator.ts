import type { CreateRequestValidatorRequest, RequestValidator } from "@aws-sdk/client-api-gateway";
import type { Operation } from "../../../kernel/service.ts";
import { defined, managing, newId } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";

/** Adds a request validator. */
export const CreateRequestValidator: Operation<ApiGatewayState, CreateRequestValidatorRequest, RequestValidator> = {
  authorize: (call, input) => managing(call, "POST", `/restapis/${input.restApiId}/requestvalidators`),
  handle(call, input) {
    const { state } = call;
    const { restApiId = "", name, validateRequestBody = false, validateRequestParameters = false } = input;
    const validator = defined({ id: newId(call, 6), name, validateRequestBody, validateRequestParameters });
    return state.change((transaction) => {
      state.api(transaction, call, restApiId);
      state.validators.put(transaction, call, restApiId, validator.id, validator);
      return validator;
    });
  },
};
