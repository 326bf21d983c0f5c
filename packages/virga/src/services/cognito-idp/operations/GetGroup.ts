import type { GetGroupCommandInput, GetGroupCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeGroup } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
export const GetGroup: Operation<CognitoState, GetGroupCommandInput, Omit<GetGroupCommandOutput, "$metadata">> = {
  authorize: onPool("GetGroup"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    return { Group: describeGroup(pool.id, state.group(state.reader, pool, input.GroupName!)) };
  },
};
