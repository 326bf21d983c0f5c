import { AwsError } from "../../../kernel/errors.ts";
import type { SessionPrincipal } from "../../../kernel/principal.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import { roleNotAssumable } from "../errors.ts";
import type { Place } from "../model.ts";

/** Takes a state machine's role on, as states.amazonaws.com for that state machine. */
export class RoleSessions {
  readonly #host: ServiceHost;

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** A session of the role. @throws AwsError AccessDeniedException if its trust policy does not let the service */
  assume(roleArn: string, machineArn: string, place: Place, now: number): SessionPrincipal {
    const by = {
      kind: "service",
      service: "states.amazonaws.com",
      sourceArn: machineArn,
      sourceAccount: place.account,
    } as const;
    try {
      const sessionName = this.#host.ids.hex(32);
      return this.#host.iam.assumeRole({ roleArn, sessionName, by }, { ...place, now });
    } catch (thrown) {
      if (thrown instanceof AwsError) throw roleNotAssumable();
      throw thrown;
    }
  }

  /** Sessions of one execution: each role is taken on when it is first needed. */
  forExecution(roleArn: string, machineArn: string, place: Place): (other?: string) => SessionPrincipal {
    const taken = new Map<string, SessionPrincipal>();
    return (other) => {
      const role = other ?? roleArn;
      const kept = taken.get(role);
      if (kept) return kept;
      const session = this.assume(role, machineArn, place, this.#host.clock.now());
      taken.set(role, session);
      return session;
    };
  }
}
