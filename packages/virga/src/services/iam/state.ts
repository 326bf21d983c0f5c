import { Collection } from "../../kernel/collection.ts";
import type { AwsError } from "../../kernel/errors.ts";
import { refusedCredentials } from "../../kernel/iam/access-keys.ts";
import type {
  CredentialSource,
  Identity,
  IdentitySource,
  IssuedCredentials,
  NamedPolicy,
} from "../../kernel/iam/ports.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, Transaction } from "../../kernel/store.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import {
  accessKeyNotFound,
  type HolderType,
  holderExists,
  holderNotFound,
  policyExists,
  policyNotFound,
} from "./errors.ts";
import {
  type AccessKey,
  defaultDocument,
  type Entity,
  entityArn,
  type Group,
  type ManagedPolicy,
  nameInArn,
  type PolicyHolder,
  type Role,
  type User,
} from "./model.ts";

interface EntityErrors {
  notFound(name: string): AwsError;
  exists(name: string): AwsError;
}

/** The roles, users or policies of all accounts. Names are unique without regard to case. */
export class Entities<E extends Entity> {
  readonly #store: Store;
  readonly #records: Collection<E>;
  readonly #errors: EntityErrors;
  readonly #changed: () => void;

  constructor(store: Store, records: Collection<E>, errors: EntityErrors, changed: () => void) {
    this.#store = store;
    this.#records = records;
    this.#errors = errors;
    this.#changed = changed;
  }

  find(account: string, name: string): E | undefined {
    const found = this.#records.get(this.#store, account, name.toLowerCase());
    return found?.name === name ? found : undefined;
  }

  /** Throws AWS's error if there is none of this name. */
  get(account: string, name: string): E {
    const found = this.find(account, name);
    if (!found) throw this.#errors.notFound(name);
    return found;
  }

  /** In the order of their names. */
  list(account: string): E[] {
    return Array.from(this.#records.list(this.#store, [account]));
  }

  create(entity: E): E {
    this.#write((transaction) => {
      const id = [entity.account, entity.name.toLowerCase()] as const;
      if (this.#records.has(transaction, ...id)) throw this.#errors.exists(entity.name);
      this.#records.put(transaction, id, entity);
    });
    return entity;
  }

  change(account: string, name: string, change: (entity: E) => E): E {
    const changed = change(this.get(account, name));
    this.#write((transaction) => this.#records.put(transaction, [account, name.toLowerCase()], changed));
    return changed;
  }

  delete(account: string, name: string): void {
    this.#write((transaction) => this.#records.delete(transaction, account, name.toLowerCase()));
  }

  #write(work: (transaction: Transaction) => void): void {
    this.#store.transact(work);
    this.#changed();
  }
}

const mostIdentities = 10_000;

/** All that IAM remembers: roles, users, groups, managed policies and access keys. */
export class IamState implements IdentitySource, CredentialSource {
  readonly roles: Entities<Role>;
  readonly users: Entities<User>;
  readonly groups: Entities<Group>;
  readonly policies: Entities<ManagedPolicy>;
  readonly #store: Store;
  readonly #accessKeys = new Collection<AccessKey>("iam", "access-keys");
  /** Identities by ARN; forgotten as a whole when anything of IAM changes. */
  readonly #identities = new Map<string, Identity | undefined>();

  constructor(host: ServiceHost) {
    this.#store = host.store;
    const changed = () => this.#identities.clear();
    const records = <E extends Entity>(kind: string) => new Collection<E>("iam", kind);
    const holderErrors = (type: HolderType): EntityErrors => ({
      notFound: (name) => holderNotFound(type, name),
      exists: (name) => holderExists(type, name),
    });
    this.roles = new Entities(host.store, records<Role>("roles"), holderErrors("role"), changed);
    this.users = new Entities(host.store, records<User>("users"), holderErrors("user"), changed);
    this.groups = new Entities(host.store, records<Group>("groups"), holderErrors("group"), changed);
    const policyErrors: EntityErrors = { notFound: policyNotFound, exists: policyExists };
    this.policies = new Entities(host.store, records<ManagedPolicy>("policies"), policyErrors, changed);
    // A store that went back to a snapshot tells it here; own changes have cleared the identities before.
    new Collection("iam").watch(host.store, changed);
  }

  /** A managed policy of the account or of AWS. */
  findPolicy(arn: string): ManagedPolicy | undefined {
    const managed = awsManagedPolicies.get(arn);
    if (managed) return managed;
    const account = /^arn:aws:iam::(\d{12}):policy\//.exec(arn)?.[1];
    const found = account && this.policies.find(account, nameInArn(arn));
    return found && found.arn === arn ? found : undefined;
  }

  role(arn: string): Identity | undefined {
    return this.#identity(arn, () => this.#findHolder(this.roles, "role", arn));
  }

  user(arn: string): Identity | undefined {
    return this.#identity(arn, () => this.#findHolder(this.users, "user", arn));
  }

  /** The user of an active access key; an inactive or deleted one is refused. */
  find(accessKeyId: string): IssuedCredentials | undefined {
    if (!accessKeyId.startsWith("AKIA")) return undefined;
    const accessKey = this.#accessKeys.get(this.#store, accessKeyId);
    const user = accessKey?.active && this.users.find(accessKey.account, accessKey.userName);
    if (!accessKey || !user) return refusedCredentials(accessKeyId, "AKIA");
    const { account, arn, id, name } = user;
    return {
      secretAccessKey: accessKey.secret,
      principal: { kind: "user", account, arn, userId: id, userName: name },
    };
  }

  /** The users in a group, in the order of their names. */
  membersOf(account: string, groupName: string): User[] {
    return this.users.list(account).filter(({ groups = [] }) => groups.includes(groupName));
  }

  hasAccessKey(id: string): boolean {
    return this.#accessKeys.has(this.#store, id);
  }

  findAccessKey(account: string, userName: string, id: string): AccessKey {
    const found = this.#accessKeys.get(this.#store, id);
    if (!found || found.account !== account || found.userName !== userName) throw accessKeyNotFound(id);
    return found;
  }

  /** A user's access keys, the oldest first. */
  accessKeysOf(account: string, userName: string): AccessKey[] {
    return Array.from(this.#accessKeys.list(this.#store))
      .filter((accessKey) => accessKey.account === account && accessKey.userName === userName)
      .sort((left, right) => left.createdAt - right.createdAt);
  }

  putAccessKey(accessKey: AccessKey): void {
    this.#store.transact((transaction) => this.#accessKeys.put(transaction, [accessKey.id], accessKey));
  }

  deleteAccessKey(id: string): void {
    this.#store.transact((transaction) => this.#accessKeys.delete(transaction, id));
  }

  #findHolder<H extends PolicyHolder>(holders: Entities<H>, type: "role" | "user", arn: string): H | undefined {
    const account = /^arn:aws:iam::(\d{12}):/.exec(arn)?.[1];
    const found = account && holders.find(account, nameInArn(arn));
    return found && entityArn(type, found.account, found.path, found.name) === arn ? found : undefined;
  }

  #identity(arn: string, find: () => (User & { readonly trustPolicy?: string }) | undefined): Identity | undefined {
    const known = this.#identities.get(arn);
    if (known) return known;
    const holder = find();
    if (!holder) return undefined;
    const { id, name, account, trustPolicy, permissionsBoundary, groups = [] } = holder;
    const holders = [holder, ...groups.flatMap((group) => this.groups.find(account, group) ?? [])];
    const boundary = permissionsBoundary === undefined ? [] : this.#namedPolicies([permissionsBoundary]);
    const identity: Identity = {
      arn,
      id,
      name,
      account,
      policies: holders.flatMap(({ inlinePolicies, attachedPolicies }) => [
        ...Object.entries(inlinePolicies).map(([policy, document]) => ({ name: policy, document })),
        ...this.#namedPolicies(attachedPolicies),
      ]),
      ...(boundary[0] ? { permissionsBoundary: boundary[0] } : {}),
      ...(trustPolicy === undefined ? {} : { trustPolicy }),
    };
    if (this.#identities.size >= mostIdentities) this.#identities.clear();
    this.#identities.set(arn, identity);
    return identity;
  }

  #namedPolicies(arns: readonly string[]): NamedPolicy[] {
    return arns.flatMap((arn) => {
      const policy = this.findPolicy(arn);
      return policy ? [{ name: arn, document: defaultDocument(policy) }] : [];
    });
  }
}
