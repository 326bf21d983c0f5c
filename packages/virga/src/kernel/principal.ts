/** Who makes a call, as IAM sees it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export type Principal = RootPrincipal | SessionPrincipal | UserPrincipal | ServicePrincipal | AnonymousPrincipal;

/** The account itself: allowed everything in its account unless a resource policy denies it. */
export interface RootPrincipal {
  readonly kind: "root";
  readonly account: string;
}

/** A role's session, from AssumeRole or taken on by a service. */
export interface SessionPrincipal {
  readonly kind: "session";
  readonly account: string;
  readonly roleArn: string;
  /** The role's unique id (`AROA...`). */
  readonly roleId: string;
  readonly sessionName: string;
  /** `arn:aws:sts::<account>:assumed-role/<role name>/<session name>` */
  readonly arn: string;
  /** Session policies, which can only narrow. */
  readonly sessionPolicies: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of the tags that go with the session when it assumes another role. */
  readonly transitiveTagKeys?: readonly string[];
}

/** A user of IAM, by one of its access keys. */
export interface UserPrincipal {
  readonly kind: "user";
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  readonly userName: string;
}

/** An AWS service calling under its own name, for a resource of an account. */
export interface ServicePrincipal {
  readonly kind: "service";
  /** For example `apigateway.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  /** The account in `aws:SourceOwner`, a key that only CloudWatch's alarms still send. */
  readonly sourceOwner?: string;
}

/** A caller who has not signed: only policies that allow everyone let it in. */
export interface AnonymousPrincipal {
  readonly kind: "anonymous";
}

/** The ARN that error messages and `aws:PrincipalArn` name, or the service's name. */
export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case "root":
      return `arn:aws:iam::${principal.account}:root`;
    case "session":
    case "user":
      return principal.arn;
    case "service":
      return principal.service;
    case "anonymous":
      return "anonymous";
  }
}
