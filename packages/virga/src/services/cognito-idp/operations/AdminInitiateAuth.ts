import type {
  AdminInitiateAuthCommandInput,
  AdminInitiateAuthCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { unsupported } from "../errors.ts";
import { initiate } from "../sign-in/initiate.ts";
import type { SignInRequest } from "../sign-in/request.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
export const AdminInitiateAuth: Operation<
  CognitoState,
  AdminInitiateAuthCommandInput,
  Omit<AdminInitiateAuthCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminInitiateAuth"),
  handle(call, input) {
    const { state } = call;
    if (input.Session !== undefined) throw unsupported("AdminInitiateAuth with the Session of a sign-up");
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const request: SignInRequest = {
      call,
      pool,
      client: state.client(state.reader, pool, input.ClientId!),
      admin: true,
      parameters: input.AuthParameters ?? {},
      validationData: input.ClientMetadata,
    };
    return initiate(request, input.AuthFlow!);
  },
};
