import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onResourceArn, poolIdOfArn } from "../authorization.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
export const ListTagsForResource: Operation<
  CognitoState,
  ListTagsForResourceCommandInput,
  Omit<ListTagsForResourceCommandOutput, "$metadata">
> = {
  authorize: onResourceArn("ListTagsForResource"),
  handle(call, input) {
    return { Tags: call.state.pool(call.state.reader, call, poolIdOfArn(input.ResourceArn!)).tags };
  },
};
