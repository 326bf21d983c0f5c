import { parseArn } from "../arns.ts";
import type { Principal } from "../principal.ts";
import type { ConditionContext } from "./policy-variables.ts";
import type { AuthorizationCall, AuthorizationRequest } from "./ports.ts";

/**
 * The condition keys of one request, worked out as policies ask for them. Global keys:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export class RequestContext implements ConditionContext {
  readonly #principal: Principal;
  readonly #request: AuthorizationRequest;
  readonly #call: AuthorizationCall;
  #own: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(principal: Principal, request: AuthorizationRequest, call: AuthorizationCall) {
    this.#principal = principal;
    this.#request = request;
    this.#call = call;
  }

  get(key: string): readonly string[] | undefined {
    this.#own ??= ownKeys(this.#request);
    const own = this.#own.get(key);
    if (own) return own;
    const value = this.#callKey(key) ?? this.#principalKey(key);
    return value === undefined ? undefined : [value];
  }

  #callKey(key: string): string | undefined {
    const { now, region, sourceIp, secureTransport } = this.#call;
    switch (key) {
      case "aws:currenttime":
        return new Date(now).toISOString();
      case "aws:epochtime":
        return String(Math.floor(now / 1000));
      case "aws:requestedregion":
        return region;
      case "aws:sourceip":
        return sourceIp;
      case "aws:securetransport":
        return String(secureTransport ?? true);
      case "aws:viaawsservice":
        return String(this.#call.via !== undefined);
      case "aws:calledvia":
      case "aws:calledviafirst":
      case "aws:calledvialast":
        return this.#call.via;
      case "aws:resourceaccount":
        return resourceAccount(this.#request.resource, this.#call);
      default:
        return undefined;
    }
  }

  #principalKey(key: string): string | undefined {
    const principal = this.#principal;
    if (key === "aws:principalisawsservice") return String(principal.kind === "service");
    if (key === "aws:principaltype") return principalTypes[principal.kind];
    switch (principal.kind) {
      case "service":
        return serviceKey(key, principal);
      case "anonymous":
        return key === "aws:userid" ? "anonymous" : undefined;
      case "session":
        if (key === "aws:principalarn") return principal.roleArn;
        if (key === "aws:userid") return `${principal.roleId}:${principal.sessionName}`;
        if (key.startsWith("aws:principaltag/")) return tagValue(principal.tags, key.slice("aws:principaltag/".length));
        break;
      case "user":
        if (key === "aws:principalarn") return principal.arn;
        if (key === "aws:userid") return principal.userId;
        if (key === "aws:username") return principal.userName;
        break;
      case "root":
        if (key === "aws:principalarn") return `arn:aws:iam::${principal.account}:root`;
        if (key === "aws:userid") return principal.account;
    }
    return key === "aws:principalaccount" ? principal.account : undefined;
  }
}

function ownKeys({ context = {} }: AuthorizationRequest): ReadonlyMap<string, readonly string[]> {
  const values = typeof context === "function" ? context() : context;
  return new Map(
    Object.entries(values).map(([name, value]) => [name.toLowerCase(), typeof value === "string" ? [value] : value]),
  );
}

const principalTypes: Readonly<Record<Principal["kind"], string | undefined>> = {
  root: "Account",
  session: "AssumedRole",
  user: "User",
  anonymous: "Anonymous",
  service: undefined,
};

function serviceKey(key: string, principal: Extract<Principal, { kind: "service" }>): string | undefined {
  switch (key) {
    case "aws:principalservicename":
      return principal.service;
    case "aws:sourcearn":
      return principal.sourceArn;
    case "aws:sourceaccount":
      return principal.sourceAccount ?? (principal.sourceArn && (parseArn(principal.sourceArn).account || undefined));
    case "aws:sourceowner":
      return principal.sourceOwner;
    default:
      return undefined;
  }
}

function tagValue(tags: Readonly<Record<string, string>> | undefined, lowerCaseKey: string): string | undefined {
  return Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === lowerCaseKey)?.[1];
}

const accountInArn = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;

/** The account that a resource belongs to; of ARNs without one (S3) and of `*` it is the call's. */
export function resourceAccount(resource: string, call: AuthorizationCall): string {
  return accountInArn.exec(resource)?.[1] ?? call.account;
}
