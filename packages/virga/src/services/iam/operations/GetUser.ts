import type { GetUserCommandInput, GetUserCommandOutput } from "@aws-sdk/client-iam";
import { principalName } from "../../../kernel/principal.ts";
import type { Operation } from "../../../kernel/service.ts";
import { meantUser, onUser } from "../authorization.ts";
import { describedUser } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** A user, or without a name the caller; of the root the account itself. */
export const GetUser: Operation<IamState, GetUserCommandInput, Omit<GetUserCommandOutput, "$metadata">> = {
  authorize: onUser("GetUser"),
  handle({ state, account, principal }, { UserName }) {
    if (UserName === undefined && principal.kind === "root") {
      const Arn = principalName(principal);
      return { User: { Path: "/", UserName: "", UserId: account, Arn, CreateDate: new Date(0) } };
    }
    return { User: describedUser(state.users.get(account, meantUser(principal, UserName))) };
  },
};
