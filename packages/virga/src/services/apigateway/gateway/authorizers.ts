import type { AuthorizerRecord } from "../records.ts";
import type { RequestAuthorizer } from "./authorizer.ts";
import { CognitoAuthorizer } from "./cognito-authorizer.ts";
import { LambdaAuthorizer } from "./lambda-authorizer.ts";

/** The authorizers of a deployed API, by id. */
export function createAuthorizers(records: readonly AuthorizerRecord[]): ReadonlyMap<string, RequestAuthorizer> {
  return new Map(
    records.map((record) => [
      record.id,
      record.type === "COGNITO_USER_POOLS" ? new CognitoAuthorizer(record) : new LambdaAuthorizer(record),
    ]),
  );
}
