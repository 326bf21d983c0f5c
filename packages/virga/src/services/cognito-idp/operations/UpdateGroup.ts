import type { UpdateGroupCommandInput, UpdateGroupCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeGroup, type Group } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html */
export const UpdateGroup: Operation<
  CognitoState,
  UpdateGroupCommandInput,
  Omit<UpdateGroupCommandOutput, "$metadata">
> = {
  authorize: onPool("UpdateGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      const group = call.state.group(transaction, pool, input.GroupName!);
      const updated: Group = {
        ...group,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
        ...(input.Precedence === undefined ? {} : { precedence: input.Precedence }),
        modified: call.now,
      };
      call.state.putGroup(transaction, pool, updated);
      return { Group: describeGroup(pool.id, updated) };
    });
  },
};
