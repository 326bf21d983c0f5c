import { poolProviderName, type UserPool } from "../model.ts";

/** The `iss` of a pool's tokens: AWS's own, which deployed code compares, wherever the runtime listens. */
export function poolIssuer(pool: Pick<UserPool, "region" | "id">): string {
  return `https://${poolProviderName(pool)}`;
}
