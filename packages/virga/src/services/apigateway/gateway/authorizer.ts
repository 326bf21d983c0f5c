import type { Value } from "@virga/vtl";
import type { CompiledPolicy } from "../../../kernel/iam/compiled-policy.ts";
import type { Call } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { Place } from "../records.ts";
import type { ExecutionLog } from "./execution-log.ts";
import type { MappingSources } from "./parameter-mapping.ts";
import type { UserPoolKeys } from "./user-pool-keys.ts";

/** What an authorizer is asked about. */
export interface AuthorizerRequest {
  readonly call: Call;
  readonly span: Span;
  readonly place: Place;
  readonly restApiId: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly sources: MappingSources;
  /** The ARN that the request asks to invoke: `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`. */
  readonly methodArn: string;
  /** The scopes that the method names. */
  readonly scopes: readonly string[];
  /** The API's own policy, if there is one. */
  readonly resourcePolicy: CompiledPolicy | undefined;
  readonly userPoolKeys: UserPoolKeys;
  /** Where what happens is written down, if that is wanted. */
  readonly log?: ExecutionLog | undefined;
  /** What a `REQUEST` authorizer is told of the request. */
  event(): object;
}

/** What an authorizer has found out about a test's credentials. */
export interface TestedAuthorization {
  readonly principalId?: string;
  /** The function's policy as it gave it, JSON. */
  readonly policy?: string;
  readonly claims?: Record<string, string>;
}

/** Tells whether a request may go on. */
export interface RequestAuthorizer {
  /**
   * Gives what `$context.authorizer` then holds.
   *
   * @throws GatewayFailure UNAUTHORIZED, ACCESS_DENIED, AUTHORIZER_FAILURE or AUTHORIZER_CONFIGURATION_ERROR
   */
  authorize(request: AuthorizerRequest): Promise<ReadonlyMap<Value, Value>>;
  /**
   * Finds out who a request is from, whatever they may do, and without what is kept.
   *
   * @throws GatewayFailure as `authorize`, but for denials by a policy
   */
  test(request: AuthorizerRequest): Promise<TestedAuthorization>;
  /** Forgets all that it has kept. */
  flush(): void;
}
