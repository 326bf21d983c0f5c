import type { GetSessionTokenCommandInput, GetSessionTokenCommandOutput } from "@aws-sdk/client-sts";
import type { Operation } from "../../../kernel/service.ts";
import { accessDenied, unsupportedMember } from "../errors.ts";
import { credentialsShape, durations } from "../model.ts";
import type { StsState } from "../state.ts";

/** Temporary credentials of the calling user or root. AWS asks no permission for it. */
export const GetSessionToken: Operation<
  StsState,
  GetSessionTokenCommandInput,
  Omit<GetSessionTokenCommandOutput, "$metadata">
> = {
  authorize: () => [],
  handle({ state, account, principal, now }, { DurationSeconds, SerialNumber, TokenCode }) {
    if (SerialNumber !== undefined) throw unsupportedMember("GetSessionToken", "SerialNumber");
    if (TokenCode !== undefined) throw unsupportedMember("GetSessionToken", "TokenCode");
    if (principal.kind !== "user" && principal.kind !== "root") {
      throw accessDenied("Cannot call GetSessionToken with session credentials");
    }
    const asked = DurationSeconds ?? durations.sessionToken;
    const duration = principal.kind === "root" ? Math.min(asked, durations.rootSessionToken) : asked;
    return { Credentials: credentialsShape(state.issue(account, principal, now, duration)) };
  },
};
