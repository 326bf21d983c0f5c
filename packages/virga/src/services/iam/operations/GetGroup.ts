import type { GetGroupCommandInput, GetGroupCommandOutput } from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { pageOf } from "../paging.ts";
import { listedGroup, listedUser } from "../shapes.ts";
import type { IamState } from "../state.ts";

/** A group and its users. */
export const GetGroup: Operation<IamState, GetGroupCommandInput, Omit<GetGroupCommandOutput, "$metadata">> = {
  authorize: onGroup("GetGroup"),
  handle({ state, account }, input) {
    const group = state.groups.get(account, input.GroupName ?? "");
    const { items, position } = pageOf(state.membersOf(account, group.name), ({ name }) => name.toLowerCase(), input);
    return { Group: listedGroup(group), Users: items.map(listedUser), ...position };
  },
};
