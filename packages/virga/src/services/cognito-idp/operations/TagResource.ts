import type { TagResourceCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onResourceArn, poolIdOfArn } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
export const TagResource: Operation<CognitoState, TagResourceCommandInput, object> = {
  authorize: onResourceArn("TagResource"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, poolIdOfArn(input.ResourceArn!));
      call.state.putPool(transaction, { ...pool, tags: { ...pool.tags, ...input.Tags } });
      return {};
    });
  },
};
