import type { UntagResourceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onResourceArn, poolIdOfArn } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html */
export const UntagResource: Operation<CognitoState, UntagResourceCommandInput, object> = {
  authorize: onResourceArn("UntagResource"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, poolIdOfArn(input.ResourceArn!));
      const tags = { ...pool.tags };
      for (const name of input.TagKeys ?? []) delete tags[name];
      call.state.putPool(transaction, { ...pool, tags });
      return {};
    });
  },
};
