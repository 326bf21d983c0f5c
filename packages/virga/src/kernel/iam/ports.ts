import type { Principal, SessionPrincipal } from "../principal.ts";
import type { Span } from "../trace.ts";

/** A policy document's text and the name an error message or a console shows for it. */
export interface NamedPolicy {
  /** The inline policy's name or the managed policy's ARN. */
  readonly name: string;
  readonly document: string;
}

/** A role or user with all policies attached to it. A source gives the same object until something about it changes. */
export interface Identity {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly policies: readonly NamedPolicy[];
  readonly permissionsBoundary?: NamedPolicy;
  /** A role's trust policy. */
  readonly trustPolicy?: string;
}

/** Where IAM looks identities up; the `iam` service provides it. */
export interface IdentitySource {
  role(arn: string): Identity | undefined;
  user(arn: string): Identity | undefined;
}

/** An access key that Virga issued. */
export interface IssuedCredentials {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Epoch milliseconds; long-term keys do not expire. */
  readonly expiresAt?: number;
  readonly principal: Principal;
}

/** Where the front door looks issued access keys up; the `sts` and `iam` services provide it. */
export interface CredentialSource {
  find(accessKeyId: string): IssuedCredentials | undefined;
}

/** Values of condition keys. */
export type ConditionValues = Readonly<Record<string, string | readonly string[]>>;

/** A grant on a resource: an Allow beside the resource's policy, which only an explicit Deny overrides. */
export interface ResourceGrant {
  readonly id: string;
  /** An ARN of a role, session or user, an account, or a service's name. */
  readonly grantee: string;
}

/** One thing a call must be allowed to do. */
export interface AuthorizationRequest {
  /** As IAM names it, e.g. `dynamodb:PutItem`. */
  readonly action: string;
  /** The resource's ARN, or `*` for actions without one. */
  readonly resource: string;
  /** The resource's own policy document, where it has one. */
  readonly resourcePolicy?: string;
  /**
   * The resource's policy is the authority over it (a KMS key's is): policies of identities count only where it lets the
   * caller's account decide.
   */
  readonly resourcePolicyDecides?: boolean;
  /** The grants on the resource that hold for this request, whoever they are for. */
  readonly grants?: readonly ResourceGrant[];
  /**
   * Condition keys of the service, e.g. `dynamodb:LeadingKeys`; the global ones are added by the bus. A function is asked
   * only if a policy has conditions.
   */
  readonly context?: ConditionValues | (() => ConditionValues);
}

/** Who takes on which role, and with what the session is narrowed and tagged. */
export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Who assumes it: a service for its resource, or the caller of AssumeRole. */
  readonly by: Principal;
  readonly externalId?: string;
  readonly sessionPolicies?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
}

/** Whether a denied call fails, is only reported, or is not even decided on. */
export type IamMode = "enforce" | "warn" | "off";

/** IAM as the bus and the services see it. */
export interface Iam {
  readonly mode: IamMode;
  /**
   * Throws AWS's `AccessDeniedException` if the principal may not; in mode `warn` it reports instead.
   * Account and region are those of the call, for the global condition keys.
   */
  authorize(principal: Principal, request: AuthorizationRequest, call: AuthorizationCall): void;
  /** Takes a role on if its trust policy lets the caller; throws AWS's `AccessDenied` otherwise. */
  assumeRole(request: AssumeRoleRequest, call: AuthorizationCall): SessionPrincipal;
}

/** What the global condition keys are made of. */
export interface AuthorizationCall {
  readonly account: string;
  readonly region: string;
  readonly now: number;
  readonly sourceIp?: string;
  /** True over TLS, and always for calls inside the process. */
  readonly secureTransport?: boolean;
  /** The service that makes the call with its caller's own permissions, e.g. `sqs.amazonaws.com`. */
  readonly via?: string;
  /** Gets the reason of a denial. */
  readonly span?: Span;
}
