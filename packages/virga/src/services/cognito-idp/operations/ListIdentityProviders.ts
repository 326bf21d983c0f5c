import type {
  ListIdentityProvidersCommandInput,
  ListIdentityProvidersCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import { listedProvider } from "../identity-providers/provider-settings.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListIdentityProviders.html */
export const ListIdentityProviders: Operation<
  CognitoState,
  ListIdentityProvidersCommandInput,
  Omit<ListIdentityProvidersCommandOutput, "$metadata">
> = {
  authorize: onPool("ListIdentityProviders"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const after = afterToken(input.NextToken, invalidPageToken);
    const listing = state.identityProviders.list(state.reader, pool, after);
    const page = takePage(listing, input.MaxResults || 60, ({ name }) => name);
    return {
      Providers: page.items.map(listedProvider),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
