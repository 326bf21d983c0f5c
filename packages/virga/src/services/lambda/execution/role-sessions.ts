import type { SessionPrincipal } from "../../../kernel/principal.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { roleCannotBeAssumed } from "../errors.ts";
import { type FunctionVersion, functionArn } from "../model.ts";

/** A session of a function's role: what its environments call AWS with, and the engine for them. */
export interface RoleSession {
  readonly principal: SessionPrincipal;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Environments that start share a session that is good for at least this long, more than twice the longest invocation. */
const shortestRest = 35 * 60_000;
const mostKept = 1_000;

/** The sessions of functions' roles. */
export class RoleSessions {
  readonly #host: ServiceHost;
  readonly #sessions = new Map<string, Promise<RoleSession>>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** @throws AwsError AccessDeniedException if Lambda cannot assume the role */
  async session(version: FunctionVersion, span: Span): Promise<RoleSession> {
    const key = `${version.role}\n${functionArn(version)}`;
    const known = await this.#sessions.get(key)?.catch(() => undefined);
    if (known && known.expiresAt - this.#host.clock.now() > shortestRest) return known;
    const session = this.#assume(version, span);
    session.catch(() => this.#sessions.delete(key));
    if (this.#sessions.size >= mostKept) this.#sessions.clear();
    this.#sessions.set(key, session);
    return session;
  }

  /** Nothing that was issued is to be used again. */
  forget(): void {
    this.#sessions.clear();
  }

  async #assume(version: FunctionVersion, span: Span): Promise<RoleSession> {
    const { bus, clock, iam } = this.#host;
    const { account, region, functionName, role } = version;
    const by = {
      kind: "service",
      service: "lambda.amazonaws.com",
      sourceArn: functionArn(version),
      sourceAccount: account,
    } as const;
    const place = { account, region };
    try {
      // STS wants two characters, and functions may have one.
      const sessionName = functionName.padEnd(2, "-");
      const principal = iam.assumeRole({ roleArn: role, sessionName, by }, { ...place, now: clock.now(), span });
      const input = { RoleArn: role, RoleSessionName: sessionName };
      const { Credentials } = await bus.call("sts", "AssumeRole", input, { ...place, principal: by, span });
      return {
        principal,
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
        expiresAt: Credentials!.Expiration!.getTime(),
      };
    } catch (thrown) {
      throw roleCannotBeAssumed(thrown);
    }
  }
}
