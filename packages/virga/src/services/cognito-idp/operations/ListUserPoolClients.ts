import type {
  ListUserPoolClientsCommandInput,
  ListUserPoolClientsCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
export const ListUserPoolClients: Operation<
  CognitoState,
  ListUserPoolClientsCommandInput,
  Omit<ListUserPoolClientsCommandOutput, "$metadata">
> = {
  authorize: onPool("ListUserPoolClients"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const after = afterToken(input.NextToken, invalidPageToken);
    const listing = state.clients(state.reader, pool, after === undefined ? {} : { after });
    const page = takePage(listing, input.MaxResults || 60, (client) => client.id);
    return {
      UserPoolClients: page.items.map((client) => ({
        ClientId: client.id,
        UserPoolId: pool.id,
        ClientName: client.name,
      })),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
