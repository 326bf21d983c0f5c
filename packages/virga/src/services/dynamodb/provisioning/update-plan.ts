import { isDeepStrictEqual } from "node:util";
import type { Tag, UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { validationError } from "../errors.ts";
import type { TemplateObject } from "./template-values.ts";

/** A global index as CreateTable takes it; values are a template's, so DynamoDB checks them. */
export interface GlobalIndexTemplate {
  readonly IndexName?: string;
  readonly KeySchema?: readonly TemplateObject[];
  readonly Projection?: TemplateObject;
  readonly ProvisionedThroughput?: TemplateObject;
  readonly OnDemandThroughput?: TemplateObject;
  readonly WarmThroughput?: TemplateObject;
}

/** A template's table as CreateTable takes it, and its resource policy. */
export interface TableTemplate {
  readonly TableName?: string;
  readonly AttributeDefinitions?: readonly TemplateObject[];
  readonly KeySchema?: readonly TemplateObject[];
  readonly LocalSecondaryIndexes?: readonly TemplateObject[];
  readonly GlobalSecondaryIndexes?: readonly GlobalIndexTemplate[];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: TemplateObject;
  readonly OnDemandThroughput?: TemplateObject;
  readonly WarmThroughput?: TemplateObject;
  readonly SSESpecification?: TemplateObject;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly Tags?: readonly Tag[];
  readonly policy?: string;
}

type Step = Omit<UpdateTableCommandInput, "TableName">;

/** The calls of UpdateTable that lead from one template to another. Throws AWS's errors for changes it refuses. */
export function planUpdates(before: TableTemplate, after: TableTemplate): readonly Step[] {
  const { created, deleted, changed } = compareIndexes(before, after);
  // A template without a billing mode means a provisioned table, also when it had another one before.
  const billed = (after.BillingMode ?? "PROVISIONED") === "PROVISIONED" && before.BillingMode === "PAY_PER_REQUEST";
  const throughputMembers = ["ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput"] as const;
  const billing: TemplateObject = {
    ...changedMembers(before, after, ["BillingMode", ...throughputMembers]),
    ...(billed && { BillingMode: "PROVISIONED" }),
    ...(billed && after.ProvisionedThroughput && { ProvisionedThroughput: after.ProvisionedThroughput }),
  };
  const throughput = changed.filter(
    (index) => index.ProvisionedThroughput ?? index.OnDemandThroughput ?? index.WarmThroughput,
  );
  const steps: TemplateObject[] = [];
  const Update = throughput.map((index) => ({ Update: index }));
  if (Object.keys(billing).length > 0) {
    steps.push({ ...billing, ...(Update.length > 0 && { GlobalSecondaryIndexUpdates: Update }) });
  } else if (Update.length > 0) steps.push({ GlobalSecondaryIndexUpdates: Update });
  const encryption = changedMembers(before, after, ["SSESpecification"]);
  const others = changedMembers(before, after, ["TableClass", "DeletionProtectionEnabled"]);
  if (before.SSESpecification && !after.SSESpecification) steps.push({ SSESpecification: { Enabled: false } });
  else if (Object.keys(encryption).length > 0) steps.push(encryption);
  if (before.DeletionProtectionEnabled && after.DeletionProtectionEnabled === undefined) {
    steps.push({ ...others, DeletionProtectionEnabled: false });
  } else if (Object.keys(others).length > 0) steps.push(others);
  for (const { IndexName } of deleted) steps.push({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
  for (const index of created) {
    steps.push({ AttributeDefinitions: after.AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: index }] });
  }
  return steps as readonly Step[];
}

function changedMembers(
  before: TableTemplate,
  after: TableTemplate,
  members: readonly (keyof TableTemplate)[],
): TemplateObject {
  const changed = members.filter(
    (member) => after[member] !== undefined && !isDeepStrictEqual(before[member], after[member]),
  );
  return Object.fromEntries(changed.map((member) => [member, after[member]]));
}

interface IndexChanges {
  readonly created: readonly GlobalIndexTemplate[];
  readonly deleted: readonly GlobalIndexTemplate[];
  /** With the throughput they shall have. */
  readonly changed: readonly GlobalIndexTemplate[];
}

/** CloudFormation creates or deletes one global index in an update of a stack, and changes no keys or projections. */
function compareIndexes(
  { GlobalSecondaryIndexes: before = [] }: TableTemplate,
  { GlobalSecondaryIndexes: after = [] }: TableTemplate,
): IndexChanges {
  const created = after.filter(({ IndexName }) => !before.some((index) => index.IndexName === IndexName));
  const deleted = before.filter(({ IndexName }) => !after.some((index) => index.IndexName === IndexName));
  if (created.length + deleted.length > 1) {
    throw validationError("Cannot perform more than one GSI creation or deletion in a single update");
  }
  const changed: GlobalIndexTemplate[] = [];
  for (const { IndexName, KeySchema, Projection, ...throughput } of after) {
    const previous = before.find((index) => index.IndexName === IndexName);
    if (!previous) continue;
    const { IndexName: _, KeySchema: previousSchema, Projection: previousProjection, ...previousThroughput } = previous;
    if (!isDeepStrictEqual(KeySchema, previousSchema) || !isDeepStrictEqual(Projection, previousProjection)) {
      throw validationError(
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. " +
          "You can create a new GSI with a different name.",
      );
    }
    if (!isDeepStrictEqual(throughput, previousThroughput)) changed.push({ IndexName: IndexName!, ...throughput });
  }
  return { created, deleted, changed };
}
