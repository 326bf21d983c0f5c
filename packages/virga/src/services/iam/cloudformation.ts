import { AwsError } from "../../kernel/errors.ts";
import type { ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { unknownManagedPolicies } from "./aws-managed-policies.ts";

/** Names AWS's managed policies that cannot be attached, since Virga does not know what they say. */
function checkAttached({ ManagedPolicyArns, PermissionsBoundary }: ResourceProperties): readonly string[] {
  const arns = [...(Array.isArray(ManagedPolicyArns) ? (ManagedPolicyArns as unknown[]) : []), PermissionsBoundary];
  return unknownManagedPolicies(arns).map((arn) => `Virga has no text for the AWS managed policy ${arn}`);
}

type Tags = { Key: string; Value: string }[];
type HolderKind = "Role" | "User" | "Group";

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function texts(value: unknown): readonly string[] {
  return (value ?? []) as readonly string[];
}

function optional(properties: ResourceProperties, ...names: readonly string[]): Record<string, never> {
  return Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  ) as Record<string, never>;
}

/** A deletion may find that the thing, or what it was attached to, is gone already. */
async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "NoSuchEntityException")) throw thrown;
  }
}

function without<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return before.filter((each) => !after.includes(each));
}

function perform(call: ResourceCall, operation: string, input: object): Promise<object> {
  return call.bus.callNamed("iam", operation, input, call.context);
}

/** The operations on one role, user or group. */
class Holder {
  readonly #call: ResourceCall;
  readonly #kind: HolderKind;
  readonly #name: object;

  constructor(call: ResourceCall, kind: HolderKind, name: string) {
    this.#call = call;
    this.#kind = kind;
    this.#name = { [`${kind}Name`]: name };
  }

  /** `operation` with `*` where the kind's name belongs. */
  perform(operation: string, input: object = {}): Promise<object> {
    return perform(this.#call, operation.replace("*", this.#kind), { ...this.#name, ...input });
  }

  async put(policy: InlinePolicy): Promise<void> {
    await this.perform("Put*Policy", { PolicyName: policy.PolicyName, PolicyDocument: text(policy.PolicyDocument) });
  }

  /** Makes inline policies, attached policies and the permissions boundary what the properties say. */
  async settle(after: ResourceProperties, before: ResourceProperties): Promise<void> {
    const policies = (after.Policies ?? []) as readonly InlinePolicy[];
    const previous = (before.Policies ?? []) as readonly InlinePolicy[];
    const names = policies.map(({ PolicyName }) => PolicyName);
    for (const PolicyName of without(
      previous.map((each) => each.PolicyName),
      names,
    )) {
      await unlessGone(this.perform("Delete*Policy", { PolicyName }));
    }
    for (const policy of policies) await this.put(policy);
    const attached = texts(after.ManagedPolicyArns);
    const detached = without(texts(before.ManagedPolicyArns), attached);
    for (const PolicyArn of detached) await unlessGone(this.perform("Detach*Policy", { PolicyArn }));
    for (const PolicyArn of attached) await this.perform("Attach*Policy", { PolicyArn });
    const { PermissionsBoundary } = after;
    if (PermissionsBoundary === before.PermissionsBoundary) return;
    if (PermissionsBoundary === undefined) await this.perform("Delete*PermissionsBoundary");
    else await this.perform("Put*PermissionsBoundary", { PermissionsBoundary });
  }

  async settleTags(after: ResourceProperties, before: ResourceProperties): Promise<void> {
    const tags = (after.Tags ?? []) as Tags;
    const keys = tags.map(({ Key }) => Key);
    const TagKeys = without(
      ((before.Tags ?? []) as Tags).map(({ Key }) => Key),
      keys,
    );
    if (TagKeys.length > 0) await this.perform("Untag*", { TagKeys });
    if (tags.length > 0) await this.perform("Tag*", { Tags: tags });
  }

  /** Deletes it with all that hangs on it, as CloudFormation does. */
  async delete(): Promise<void> {
    const { PolicyNames } = (await this.perform("List*Policies")) as { PolicyNames: readonly string[] };
    for (const PolicyName of PolicyNames) await this.perform("Delete*Policy", { PolicyName });
    const attached = (await this.perform("ListAttached*Policies")) as {
      AttachedPolicies: readonly { PolicyArn: string }[];
    };
    for (const { PolicyArn } of attached.AttachedPolicies) await this.perform("Detach*Policy", { PolicyArn });
    await this.perform("Delete*");
  }
}

/** `AWS::IAM::Role`; `Ref` gives its name. */
export const role: ResourceType = {
  properties: {
    AssumeRolePolicyDocument: true,
    Description: true,
    ManagedPolicyArns: true,
    MaxSessionDuration: true,
    Path: true,
    PermissionsBoundary: true,
    Policies: true,
    RoleName: true,
    Tags: true,
  },
  createOnly: ["Path", "RoleName"],
  check: checkAttached,
  async create(call, properties) {
    const name = (properties.RoleName as string | undefined) ?? call.physicalName(64);
    const created = await call.bus.call(
      "iam",
      "CreateRole",
      {
        RoleName: name,
        AssumeRolePolicyDocument: text(properties.AssumeRolePolicyDocument),
        ...optional(properties, "Description", "MaxSessionDuration", "Path", "Tags"),
      },
      call.context,
    );
    call.created(name);
    await new Holder(call, "Role", name).settle(properties, {});
    return { physicalId: name, attributes: { Arn: created.Role?.Arn, RoleId: created.Role?.RoleId } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const holder = new Holder(call, "Role", physicalId);
    const PolicyDocument = text(properties.AssumeRolePolicyDocument);
    await perform(call, "UpdateAssumeRolePolicy", { RoleName: physicalId, PolicyDocument });
    const { Description = "", MaxSessionDuration = 3_600 } = properties;
    await holder.perform("Update*", { Description, MaxSessionDuration });
    await holder.settle(properties, previousProperties);
    await holder.settleTags(properties, previousProperties);
    return { physicalId, attributes };
  },
  delete: (call, physicalId) => unlessGone(new Holder(call, "Role", physicalId).delete()),
};

/** `AWS::IAM::User`; `Ref` gives its name. */
export const user: ResourceType = {
  properties: {
    Groups: true,
    ManagedPolicyArns: true,
    Path: true,
    PermissionsBoundary: true,
    Policies: true,
    Tags: true,
    UserName: true,
  },
  createOnly: ["Path", "UserName"],
  check: checkAttached,
  async create(call, properties) {
    const name = (properties.UserName as string | undefined) ?? call.physicalName(64);
    const input = { UserName: name, ...optional(properties, "Path", "Tags") };
    const created = await call.bus.call("iam", "CreateUser", input, call.context);
    call.created(name);
    await new Holder(call, "User", name).settle(properties, {});
    await settleGroups(call, name, properties, {});
    return { physicalId: name, attributes: { Arn: created.User?.Arn } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const holder = new Holder(call, "User", physicalId);
    await holder.settle(properties, previousProperties);
    await settleGroups(call, physicalId, properties, previousProperties);
    await holder.settleTags(properties, previousProperties);
    return { physicalId, attributes };
  },
  delete: (call, physicalId) => unlessGone(deleteUser(call, physicalId)),
};

/** Makes the groups of a user those that the properties say. */
async function settleGroups(
  call: ResourceCall,
  UserName: string,
  after: ResourceProperties,
  before: ResourceProperties,
): Promise<void> {
  const groups = texts(after.Groups);
  for (const GroupName of without(texts(before.Groups), groups)) {
    await unlessGone(perform(call, "RemoveUserFromGroup", { GroupName, UserName }));
  }
  for (const GroupName of groups) await perform(call, "AddUserToGroup", { GroupName, UserName });
}

async function deleteUser(call: ResourceCall, UserName: string): Promise<void> {
  const { Groups = [] } = await call.bus.call("iam", "ListGroupsForUser", { UserName }, call.context);
  for (const { GroupName } of Groups) await perform(call, "RemoveUserFromGroup", { GroupName, UserName });
  await new Holder(call, "User", UserName).delete();
}

/** `AWS::IAM::Group`; `Ref` gives its name. */
export const group: ResourceType = {
  properties: { GroupName: true, ManagedPolicyArns: true, Path: true, Policies: true },
  createOnly: ["GroupName", "Path"],
  check: checkAttached,
  async create(call, properties) {
    const name = (properties.GroupName as string | undefined) ?? call.physicalName(128);
    const input = { GroupName: name, ...optional(properties, "Path") };
    const created = await call.bus.call("iam", "CreateGroup", input, call.context);
    call.created(name);
    await new Holder(call, "Group", name).settle(properties, {});
    return { physicalId: name, attributes: { Arn: created.Group?.Arn } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    await new Holder(call, "Group", physicalId).settle(properties, previousProperties);
    return { physicalId, attributes };
  },
  delete: (call, physicalId) => unlessGone(new Holder(call, "Group", physicalId).delete()),
};

interface Membership {
  readonly GroupName: string;
  readonly UserName: string;
}

function membershipsOf({ GroupName, Users }: ResourceProperties): readonly Membership[] {
  return texts(Users).map((UserName) => ({ GroupName: String(GroupName), UserName }));
}

/** `AWS::IAM::UserToGroupAddition`: users in a group. */
export const userToGroupAddition: ResourceType = {
  properties: { GroupName: true, Users: true },
  createOnly: [],
  async create(call, properties) {
    const physicalId = call.physicalName(128);
    for (const membership of membershipsOf(properties)) {
      await perform(call, "AddUserToGroup", membership);
      call.created(physicalId);
    }
    return { physicalId, attributes: {} };
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const wanted = membershipsOf(properties);
    for (const membership of wanted) await perform(call, "AddUserToGroup", membership);
    const isWanted = ({ GroupName, UserName }: Membership) =>
      wanted.some((each) => each.GroupName === GroupName && each.UserName === UserName);
    for (const membership of membershipsOf(previousProperties)) {
      if (!isWanted(membership)) await unlessGone(perform(call, "RemoveUserFromGroup", membership));
    }
    return { physicalId, attributes: {} };
  },
  async delete(call, _physicalId, properties) {
    for (const membership of membershipsOf(properties)) {
      await unlessGone(perform(call, "RemoveUserFromGroup", membership));
    }
  },
};

function holdersOf(call: ResourceCall, properties: ResourceProperties): Map<string, Holder> {
  return new Map([
    ...texts(properties.Roles).map((name) => [`Role ${name}`, new Holder(call, "Role", name)] as const),
    ...texts(properties.Users).map((name) => [`User ${name}`, new Holder(call, "User", name)] as const),
    ...texts(properties.Groups).map((name) => [`Group ${name}`, new Holder(call, "Group", name)] as const),
  ]);
}

function inlinePolicy(properties: ResourceProperties): InlinePolicy {
  return { PolicyName: properties.PolicyName as string, PolicyDocument: properties.PolicyDocument };
}

/** `AWS::IAM::Policy`: the same inline policy on several roles, users and groups. */
export const policy: ResourceType = {
  properties: { Groups: true, PolicyDocument: true, PolicyName: true, Roles: true, Users: true },
  createOnly: ["PolicyName"],
  check: (properties) =>
    [properties.Groups, properties.Roles, properties.Users].some((names) => texts(names).length > 0)
      ? []
      : ["At least one of [Groups,Roles,Users] must be non-empty."],
  async create(call, properties) {
    const physicalId = call.physicalName(128);
    for (const holder of holdersOf(call, properties).values()) {
      await holder.put(inlinePolicy(properties));
      call.created(physicalId);
    }
    return { physicalId, attributes: {} };
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const holders = holdersOf(call, properties);
    for (const holder of holders.values()) await holder.put(inlinePolicy(properties));
    const { PolicyName } = inlinePolicy(previousProperties);
    for (const [name, holder] of holdersOf(call, previousProperties)) {
      if (!holders.has(name)) await unlessGone(holder.perform("Delete*Policy", { PolicyName }));
    }
    return { physicalId, attributes: {} };
  },
  async delete(call, _physicalId, properties) {
    const { PolicyName } = inlinePolicy(properties);
    for (const holder of holdersOf(call, properties).values()) {
      await unlessGone(holder.perform("Delete*Policy", { PolicyName }));
    }
  },
};

/** Puts a new version of a managed policy in force, in place of the oldest if there are as many as may be. */
async function replaceDocument(call: ResourceCall, PolicyArn: string, document: unknown): Promise<void> {
  const { Versions = [] } = await call.bus.call("iam", "ListPolicyVersions", { PolicyArn }, call.context);
  const oldest = Versions.findLast(({ IsDefaultVersion }) => !IsDefaultVersion);
  if (Versions.length >= 5 && oldest) {
    await perform(call, "DeletePolicyVersion", { PolicyArn, VersionId: oldest.VersionId });
  }
  await perform(call, "CreatePolicyVersion", { PolicyArn, PolicyDocument: text(document), SetAsDefault: true });
}

/** `AWS::IAM::ManagedPolicy`; `Ref` gives its ARN. */
export const managedPolicy: ResourceType = {
  properties: {
    Description: true,
    Groups: true,
    ManagedPolicyName: true,
    Path: true,
    PolicyDocument: true,
    Roles: true,
    Tags: true,
    Users: true,
  },
  createOnly: ["Description", "ManagedPolicyName", "Path"],
  async create(call, properties) {
    const PolicyName = (properties.ManagedPolicyName as string | undefined) ?? call.physicalName(128);
    const PolicyDocument = text(properties.PolicyDocument);
    const input = { PolicyName, PolicyDocument, ...optional(properties, "Description", "Path", "Tags") };
    const created = await call.bus.call("iam", "CreatePolicy", input, call.context);
    const PolicyArn = created.Policy?.Arn ?? "";
    call.created(PolicyArn);
    for (const holder of holdersOf(call, properties).values()) await holder.perform("Attach*Policy", { PolicyArn });
    return { physicalId: PolicyArn, attributes: { PolicyArn, PolicyId: created.Policy?.PolicyId } };
  },
  async update(call, { physicalId: PolicyArn, attributes, properties, previousProperties }) {
    if (text(properties.PolicyDocument) !== text(previousProperties.PolicyDocument)) {
      await replaceDocument(call, PolicyArn, properties.PolicyDocument);
    }
    const holders = holdersOf(call, properties);
    for (const holder of holders.values()) await holder.perform("Attach*Policy", { PolicyArn });
    for (const [name, holder] of holdersOf(call, previousProperties)) {
      if (!holders.has(name)) await unlessGone(holder.perform("Detach*Policy", { PolicyArn }));
    }
    const keys = ((properties.Tags ?? []) as Tags).map(({ Key }) => Key);
    const TagKeys = without(
      ((previousProperties.Tags ?? []) as Tags).map(({ Key }) => Key),
      keys,
    );
    if (TagKeys.length > 0) await perform(call, "UntagPolicy", { PolicyArn, TagKeys });
    if (keys.length > 0) await perform(call, "TagPolicy", { PolicyArn, Tags: properties.Tags });
    return { physicalId: PolicyArn, attributes };
  },
  async delete(call, PolicyArn, properties) {
    for (const holder of holdersOf(call, properties).values()) {
      await unlessGone(holder.perform("Detach*Policy", { PolicyArn }));
    }
    await unlessGone(deleteWithVersions(call, PolicyArn));
  },
};

async function deleteWithVersions(call: ResourceCall, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await call.bus.call("iam", "ListPolicyVersions", { PolicyArn }, call.context);
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (!IsDefaultVersion) await perform(call, "DeletePolicyVersion", { PolicyArn, VersionId });
  }
  await perform(call, "DeletePolicy", { PolicyArn });
}

/** `AWS::IAM::AccessKey`; `Ref` gives its id. */
export const accessKey: ResourceType = {
  properties: { Serial: true, Status: true, UserName: true },
  createOnly: ["Serial", "UserName"],
  async create(call, properties) {
    const UserName = properties.UserName as string;
    const { AccessKey } = await call.bus.call("iam", "CreateAccessKey", { UserName }, call.context);
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    call.created(AccessKeyId);
    const { Status } = properties;
    if (Status === "Inactive") await perform(call, "UpdateAccessKey", { UserName, AccessKeyId, Status });
    return { physicalId: AccessKeyId, attributes: { SecretAccessKey: AccessKey?.SecretAccessKey } };
  },
  async update(call, { physicalId: AccessKeyId, attributes, properties }) {
    const { UserName, Status = "Active" } = properties;
    await perform(call, "UpdateAccessKey", { UserName, AccessKeyId, Status });
    return { physicalId: AccessKeyId, attributes };
  },
  delete: (call, AccessKeyId, { UserName }) => unlessGone(perform(call, "DeleteAccessKey", { UserName, AccessKeyId })),
};
