import type { AttachedPolicy, Tag } from "@aws-sdk/client-iam";
import { parsePolicyDocument } from "../../kernel/iam/policy-document.ts";
import {
  type HolderType,
  inlinePoliciesTooLong,
  inlinePolicyNotFound,
  invalidInput,
  policyNotAttachable,
  policyNotFound,
  quotaExceeded,
} from "./errors.ts";
import { type Entity, nameInArn, type PolicyHolder, policySize, quotas } from "./model.ts";
import type { Entities, IamState } from "./state.ts";

/** In what kinds of policy holders differ. */
interface HolderRules {
  readonly entities: "roles" | "users" | "groups";
  /** All inline policies together, in characters without white space. */
  readonly inlineLimit: number;
  readonly attachedQuota: string;
}

const holderRules: Readonly<Record<HolderType, HolderRules>> = {
  role: { entities: "roles", inlineLimit: quotas.roleInlinePolicies, attachedQuota: "PoliciesPerRole" },
  user: { entities: "users", inlineLimit: quotas.userInlinePolicies, attachedQuota: "PoliciesPerUser" },
  group: { entities: "groups", inlineLimit: quotas.groupInlinePolicies, attachedQuota: "PoliciesPerGroup" },
};

/** What roles, users and groups can do alike: inline and attached policies, and all but groups permissions boundaries. */
export class PolicyHolders {
  readonly #state: IamState;
  readonly #type: HolderType;
  readonly #account: string;
  readonly #rules: HolderRules;

  constructor(call: { readonly state: IamState; readonly account: string }, type: HolderType) {
    this.#state = call.state;
    this.#type = type;
    this.#rules = holderRules[type];
    this.#account = call.account;
  }

  get(name: string): PolicyHolder {
    return this.#state[this.#rules.entities].get(this.#account, name);
  }

  #change(name: string, change: (holder: PolicyHolder) => Partial<PolicyHolder>): void {
    const { roles, users, groups } = this.#state;
    // Spelled out for each, since only the members that all holders have are changed.
    if (this.#type === "role") roles.change(this.#account, name, (role) => ({ ...role, ...change(role) }));
    else if (this.#type === "user") users.change(this.#account, name, (user) => ({ ...user, ...change(user) }));
    else groups.change(this.#account, name, (group) => ({ ...group, ...change(group) }));
  }

  putInlinePolicy(name: string, policyName: string, document: string): void {
    this.get(name);
    parsePolicyDocument(document, "identity");
    this.#change(name, ({ inlinePolicies }) => {
      const changed = sortByKey({ ...inlinePolicies, [policyName]: document });
      const limit = this.#rules.inlineLimit;
      const size = Object.values(changed).reduce((sum, each) => sum + policySize(each), 0);
      if (size > limit) throw inlinePoliciesTooLong(this.#type, name, limit);
      return { inlinePolicies: changed };
    });
  }

  inlinePolicy(name: string, policyName: string): string {
    const document = this.get(name).inlinePolicies[policyName];
    if (document === undefined) throw inlinePolicyNotFound(this.#type, policyName);
    return document;
  }

  deleteInlinePolicy(name: string, policyName: string): void {
    this.inlinePolicy(name, policyName);
    this.#change(name, ({ inlinePolicies }) => {
      const { [policyName]: _deleted, ...rest } = inlinePolicies;
      return { inlinePolicies: rest };
    });
  }

  /** Attaching what is attached already changes nothing. */
  attachPolicy(name: string, policyArn: string): void {
    this.get(name);
    mustBePolicyArn(policyArn);
    if (!this.#state.findPolicy(policyArn)) throw policyNotAttachable(policyArn);
    this.#change(name, ({ attachedPolicies }) => {
      if (attachedPolicies.includes(policyArn)) return {};
      if (attachedPolicies.length >= quotas.attachedPolicies) {
        throw quotaExceeded(this.#rules.attachedQuota, quotas.attachedPolicies);
      }
      return { attachedPolicies: [...attachedPolicies, policyArn] };
    });
  }

  detachPolicy(name: string, policyArn: string): void {
    mustBePolicyArn(policyArn);
    if (!this.get(name).attachedPolicies.includes(policyArn)) throw policyNotFound(policyArn);
    this.#change(name, ({ attachedPolicies }) => ({
      attachedPolicies: attachedPolicies.filter((attached) => attached !== policyArn),
    }));
  }

  /** The attached policies under a path, by name. */
  attachedPolicies(name: string, pathPrefix = "/"): AttachedPolicy[] {
    return this.get(name)
      .attachedPolicies.filter((arn) => arn.slice(arn.indexOf("policy/") + "policy".length).startsWith(pathPrefix))
      .map((PolicyArn) => ({ PolicyName: nameInArn(PolicyArn), PolicyArn }))
      .sort((left, right) => (left.PolicyName < right.PolicyName ? -1 : 1));
  }

  putPermissionsBoundary(name: string, policyArn: string): void {
    this.get(name);
    checkPermissionsBoundary(this.#state, policyArn);
    this.#change(name, () => ({ permissionsBoundary: policyArn }));
  }

  deletePermissionsBoundary(name: string): void {
    this.get(name);
    this.#change(name, () => ({ permissionsBoundary: undefined as never }));
  }
}

/** Throws AWS's error unless the ARN is that of a policy which can be a boundary. */
export function checkPermissionsBoundary(state: IamState, policyArn: string): void {
  mustBePolicyArn(policyArn);
  if (!state.findPolicy(policyArn)) throw policyNotAttachable(policyArn);
}

function mustBePolicyArn(arn: string): void {
  if (!/^arn:aws:iam::(\d{12}|aws):policy\/.+$/.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`);
}

/** Reads a list of tags, whose keys are compared without regard to case. */
export function readTags(tags: readonly Tag[] = []): Record<string, string> {
  const keys = new Set(tags.map(({ Key }) => Key?.toLowerCase()));
  if (keys.size < tags.length) {
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  if (tags.length > quotas.tags) throw quotaExceeded("TagsPerResource", quotas.tags);
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Adds tags to an entity; a key that differs in case only replaces the one that is there. */
export function addTags<E extends Entity>(
  entities: Entities<E>,
  account: string,
  name: string,
  tags: readonly Tag[],
): void {
  const added = readTags(tags);
  entities.change(account, name, (entity) => {
    const replaced = new Set(Object.keys(added).map((key) => key.toLowerCase()));
    const kept = Object.entries(entity.tags).filter(([key]) => !replaced.has(key.toLowerCase()));
    const changed = { ...Object.fromEntries(kept), ...added };
    if (Object.keys(changed).length > quotas.tags) throw quotaExceeded("TagsPerResource", quotas.tags);
    return { ...entity, tags: sortByKey(changed) };
  });
}

export function removeTags<E extends Entity>(
  entities: Entities<E>,
  account: string,
  name: string,
  keys: readonly string[],
): void {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  entities.change(account, name, (entity) => {
    const kept = Object.entries(entity.tags).filter(([key]) => !removed.has(key.toLowerCase()));
    return { ...entity, tags: Object.fromEntries(kept) };
  });
}

function sortByKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}
