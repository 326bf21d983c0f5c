import type { CreateGroupCommandInput, CreateGroupCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeGroup, type Group } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
export const CreateGroup: Operation<
  CognitoState,
  CreateGroupCommandInput,
  Omit<CreateGroupCommandOutput, "$metadata">
> = {
  authorize: onPool("CreateGroup"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, input.UserPoolId!);
      if (call.state.findGroup(transaction, pool, input.GroupName!)) {
        throw new AwsError("GroupExistsException", "A group with the name already exists.");
      }
      const group: Group = {
        name: input.GroupName!,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
        ...(input.Precedence === undefined ? {} : { precedence: input.Precedence }),
        created: call.now,
        modified: call.now,
      };
      call.state.putGroup(transaction, pool, group);
      return { Group: describeGroup(pool.id, group) };
    });
  },
};
