import type { LifecycleRule, ServerSideEncryptionConfiguration, Tag } from "@aws-sdk/client-s3";
import { AwsError } from "../../kernel/errors.ts";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { bucketArn } from "./model.ts";

/** A lifecycle rule as CloudFormation writes it. */
interface RuleProperties {
  readonly Id?: string;
  readonly Status: "Enabled" | "Disabled";
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly ExpirationDate?: string;
  readonly ExpiredObjectDeleteMarker?: boolean;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number; readonly NewerNoncurrentVersions?: number };
  readonly NoncurrentVersionExpirationInDays?: number;
  readonly TagFilters?: readonly Tag[];
  readonly ObjectSizeGreaterThan?: string | number;
  readonly ObjectSizeLessThan?: string | number;
}

function expiration(rule: RuleProperties): LifecycleRule["Expiration"] | undefined {
  if (rule.ExpirationInDays !== undefined) return { Days: Number(rule.ExpirationInDays) };
  if (rule.ExpirationDate !== undefined) return { Date: new Date(rule.ExpirationDate) };
  return rule.ExpiredObjectDeleteMarker ? { ExpiredObjectDeleteMarker: true } : undefined;
}

function lifecycleRule(rule: RuleProperties): LifecycleRule {
  const end = expiration(rule);
  const noncurrent =
    rule.NoncurrentVersionExpiration ??
    (rule.NoncurrentVersionExpirationInDays === undefined
      ? undefined
      : { NoncurrentDays: Number(rule.NoncurrentVersionExpirationInDays) });
  return {
    ...(rule.Id !== undefined && { ID: rule.Id }),
    Status: rule.Status,
    Filter: {
      And: {
        Prefix: rule.Prefix ?? "",
        Tags: [...(rule.TagFilters ?? [])],
        ...(rule.ObjectSizeGreaterThan !== undefined && { ObjectSizeGreaterThan: Number(rule.ObjectSizeGreaterThan) }),
        ...(rule.ObjectSizeLessThan !== undefined && { ObjectSizeLessThan: Number(rule.ObjectSizeLessThan) }),
      },
    },
    ...(end && { Expiration: end }),
    ...(noncurrent && { NoncurrentVersionExpiration: noncurrent }),
    ...(rule.AbortIncompleteMultipartUpload && { AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload }),
  };
}

function rulesOf(properties: ResourceProperties): readonly RuleProperties[] {
  const lifecycle = properties.LifecycleConfiguration as { Rules?: readonly RuleProperties[] } | undefined;
  return lifecycle?.Rules ?? [];
}

/** A rule of a bucket's encryption as CloudFormation writes it. */
interface EncryptionProperties {
  readonly BlockedEncryptionTypes?: object;
  readonly BucketKeyEnabled?: boolean;
  readonly ServerSideEncryptionByDefault?: object;
}

function encryptionRules(properties: ResourceProperties): readonly EncryptionProperties[] | undefined {
  const given = properties.BucketEncryption as
    | { readonly ServerSideEncryptionConfiguration?: readonly EncryptionProperties[] }
    | undefined;
  return given && (given.ServerSideEncryptionConfiguration ?? []);
}

/** CloudFormation writes a rule's default in another member than the API does. */
function encryption(properties: ResourceProperties): ServerSideEncryptionConfiguration | undefined {
  const Rules = encryptionRules(properties)?.map(({ ServerSideEncryptionByDefault, ...rest }) => ({
    ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
    ...rest,
  }));
  return Rules && ({ Rules } as ServerSideEncryptionConfiguration);
}

/** Brings a bucket's configuration to what the properties say, also where they say nothing any more. */
async function configure(
  call: ResourceCall,
  Bucket: string,
  properties: ResourceProperties,
  previous: ResourceProperties,
): Promise<void> {
  const { bus, context } = call;
  const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]);
  if (changed("BucketEncryption")) {
    const ServerSideEncryptionConfiguration = encryption(properties);
    if (ServerSideEncryptionConfiguration) {
      await bus.call("s3", "PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration }, context);
    } else await bus.call("s3", "DeleteBucketEncryption", { Bucket }, context);
  }
  if (changed("PublicAccessBlockConfiguration")) {
    const PublicAccessBlockConfiguration = properties.PublicAccessBlockConfiguration as object | undefined;
    if (PublicAccessBlockConfiguration) {
      await bus.call("s3", "PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration }, context);
    } else await bus.call("s3", "DeletePublicAccessBlock", { Bucket }, context);
  }
  if (changed("Tags")) {
    const TagSet = (properties.Tags ?? []) as Tag[];
    if (TagSet.length > 0) await bus.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } }, context);
    else await bus.call("s3", "DeleteBucketTagging", { Bucket }, context);
  }
  if (changed("LifecycleConfiguration")) {
    const Rules = rulesOf(properties).map(lifecycleRule);
    if (Rules.length > 0) {
      const LifecycleConfiguration = { Rules };
      await bus.call("s3", "PutBucketLifecycleConfiguration", { Bucket, LifecycleConfiguration }, context);
    } else await bus.call("s3", "DeleteBucketLifecycle", { Bucket }, context);
  }
}

function created(call: ResourceCall, name: string): CreatedResource {
  const { region } = call.context;
  return {
    physicalId: name,
    attributes: {
      Arn: bucketArn(name),
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    },
  };
}

async function refuseExisting(call: ResourceCall, Bucket: string): Promise<void> {
  try {
    await call.bus.call("s3", "HeadBucket", { Bucket }, call.context);
  } catch {
    // Not there, or not ours: creating it tells.
    return;
  }
  throw new AwsError("AlreadyExists", `${Bucket} already exists`, { status: 409 });
}

/** What a rule's members are that act, or that are as good as absent without versions. */
const ruleMembers: ReadonlySet<string> = new Set([
  "AbortIncompleteMultipartUpload",
  "ExpirationDate",
  "ExpirationInDays",
  "ExpiredObjectDeleteMarker",
  "Id",
  "NoncurrentVersionExpiration",
  "NoncurrentVersionExpirationInDays",
  "ObjectSizeGreaterThan",
  "ObjectSizeLessThan",
  "Prefix",
  "Status",
  "TagFilters",
]);
/** What is kept and described of encryption; nothing is encrypted. */
const encryptionMembers: ReadonlySet<string> = new Set([
  "BlockedEncryptionTypes",
  "BucketKeyEnabled",
  "ServerSideEncryptionByDefault",
]);

/** Names the members of a list's objects that are not supported. */
function unsupportedMembers(list: readonly object[], path: string, supported: ReadonlySet<string>): readonly string[] {
  return list.flatMap((each, index) =>
    Object.keys(each)
      .filter((name) => !supported.has(name))
      .map((name) => `${path}[${index}].${name} is not supported`),
  );
}

/** `AWS::S3::Bucket` */
export const bucket: ResourceType = {
  properties: {
    AccessControl: true,
    BucketEncryption: { ServerSideEncryptionConfiguration: true },
    BucketName: true,
    LifecycleConfiguration: { Rules: true },
    OwnershipControls: { Rules: true },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    Tags: true,
    VersioningConfiguration: { Status: true },
  },
  createOnly: ["BucketName"],
  check(properties) {
    const encryptions = "BucketEncryption.ServerSideEncryptionConfiguration";
    const problems = [
      ...unsupportedMembers(rulesOf(properties), "LifecycleConfiguration.Rules", ruleMembers),
      ...unsupportedMembers(encryptionRules(properties) ?? [], encryptions, encryptionMembers),
    ];
    const versioning = properties.VersioningConfiguration as { Status?: string } | undefined;
    if (versioning?.Status === "Enabled") problems.push("VersioningConfiguration.Status Enabled is not supported");
    const acl = properties.AccessControl;
    if (acl !== undefined && acl !== "Private") problems.push(`AccessControl ${String(acl)} is not supported`);
    const ownership = properties.OwnershipControls as { Rules?: { ObjectOwnership?: string }[] } | undefined;
    for (const { ObjectOwnership } of ownership?.Rules ?? []) {
      if (ObjectOwnership !== "BucketOwnerEnforced") {
        problems.push(`OwnershipControls.Rules ObjectOwnership ${ObjectOwnership} is not supported`);
      }
    }
    return problems;
  },
  async create(call, properties) {
    const Bucket = (properties.BucketName as string | undefined) ?? call.physicalName(63, { lowerCase: true });
    await refuseExisting(call, Bucket);
    const { region } = call.context;
    const CreateBucketConfiguration = { LocationConstraint: region as "eu-west-1" };
    const input = region === "us-east-1" ? { Bucket } : { Bucket, CreateBucketConfiguration };
    await call.bus.call("s3", "CreateBucket", input, call.context);
    call.created(Bucket);
    await configure(call, Bucket, properties, {});
    return created(call, Bucket);
  },
  async update(call, update) {
    await configure(call, update.physicalId, update.properties, update.previousProperties);
    return created(call, update.physicalId);
  },
  delete(call, physicalId) {
    return unlessGone(call.bus.call("s3", "DeleteBucket", { Bucket: physicalId }, call.context), "NoSuchBucket");
  },
};

/** `AWS::S3::BucketPolicy`; `Ref` is the bucket's name. */
export const bucketPolicy: ResourceType = {
  properties: { Bucket: true, PolicyDocument: true },
  createOnly: ["Bucket"],
  async create(call, properties) {
    const Bucket = properties.Bucket as string;
    await putPolicy(call, Bucket, properties);
    return { physicalId: Bucket, attributes: {} };
  },
  async update(call, { physicalId, properties }) {
    await putPolicy(call, physicalId, properties);
    return { physicalId, attributes: {} };
  },
  delete(call, physicalId) {
    return unlessGone(call.bus.call("s3", "DeleteBucketPolicy", { Bucket: physicalId }, call.context), "NoSuchBucket");
  },
};

async function putPolicy(call: ResourceCall, Bucket: string, properties: ResourceProperties): Promise<void> {
  const document = properties.PolicyDocument;
  const Policy = typeof document === "string" ? document : JSON.stringify(document);
  await call.bus.call("s3", "PutBucketPolicy", { Bucket, Policy }, call.context);
}
