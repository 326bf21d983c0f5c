import catalogue from "./aws-managed-policies.json" with { type: "json" };
import { type ManagedPolicy, managedPolicyId } from "./model.ts";

/** The default version of a policy that AWS manages, as AWS shows it. */
interface CatalogueEntry {
  /** `v3` */
  readonly version: string;
  /** When this version was made, in ISO 8601. */
  readonly created: string;
  readonly document: object;
}

function managedPolicy(pathAndName: string, { version, created, document }: CatalogueEntry): ManagedPolicy {
  const split = pathAndName.lastIndexOf("/") + 1;
  const name = pathAndName.slice(split);
  const createdAt = Date.parse(created);
  return {
    account: "aws",
    name,
    path: pathAndName.slice(0, split),
    id: managedPolicyId(name),
    arn: `arn:aws:iam::aws:policy${pathAndName}`,
    createdAt,
    updatedAt: createdAt,
    tags: {},
    versions: [{ id: version, document: JSON.stringify(document), createdAt }],
    defaultVersion: version,
    latestVersion: Number(version.slice(1)),
  };
}

/**
 * The policies that AWS manages, by ARN, as far as their documents are known (`aws-managed-policies.json`):
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  Object.entries(catalogue)
    .map(([pathAndName, entry]) => managedPolicy(pathAndName, entry))
    .map((policy) => [policy.arn, policy]),
);

/** The policies among these that AWS manages and whose documents are not known, once each. */
export function unknownManagedPolicies(arns: readonly unknown[]): readonly string[] {
  const unknown = arns.filter(
    (arn): arn is string =>
      typeof arn === "string" && arn.startsWith("arn:aws:iam::aws:") && !awsManagedPolicies.has(arn),
  );
  return [...new Set(unknown)];
}
