import type { AddCustomAttributesCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { withCustomAttributes } from "../attributes.ts";
import { onPool } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html */
export const AddCustomAttributes: Operation<CognitoState, AddCustomAttributesCommandInput, object> = {
  authorize: onPool("AddCustomAttributes"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      const schema = withCustomAttributes(pool.schema, input.CustomAttributes!);
      call.state.putPool(transaction, { ...pool, schema, modified: call.now });
      return {};
    });
  },
};
