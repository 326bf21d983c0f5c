import type { Call } from "../../../kernel/service.ts";
import type { UserPool } from "../model.ts";

/** The address that confirms a sign-up when it is opened: `/confirmUser`, which pools with a domain have on it too. */
export function confirmationLink(
  call: Pick<Call, "host">,
  pool: UserPool,
  clientId: string,
  username: string,
  code: string,
): string {
  const query = new URLSearchParams({ client_id: clientId, user_name: username, confirmation_code: code });
  return `${call.host.settings.endpoint()}/_aws/cognito-idp/${pool.id}/confirmUser?${query}`;
}
