import type {
  Change,
  Parameter,
  ResourceChangeDetail,
  Stack,
  StackEvent,
  StackResource,
  StackResourceSummary,
  StackSummary,
} from "@aws-sdk/client-cloudformation";
import type { ChangeSetRecord, EventRecord, ResourceChangeRecord, ResourceRecord, StackRecord } from "./model.ts";
import type { StackParameter } from "./template/parameters.ts";

/** The records as the operations' outputs show them. */

const notChecked = { StackDriftStatus: "NOT_CHECKED" } as const;
const resourceNotChecked = { StackResourceDriftStatus: "NOT_CHECKED" } as const;

export function describeStack(stack: StackRecord): Stack {
  const { updatedAt, deletedAt, statusReason, description, roleArn, parentId, rootId, changeSetId } = stack;
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    ...(changeSetId === undefined ? {} : { ChangeSetId: changeSetId }),
    ...(description === undefined ? {} : { Description: description }),
    ...(stack.parameters.length === 0 ? {} : { Parameters: describeParameters(stack.parameters) }),
    CreationTime: new Date(stack.createdAt),
    ...(updatedAt === undefined ? {} : { LastUpdatedTime: new Date(updatedAt) }),
    ...(deletedAt === undefined ? {} : { DeletionTime: new Date(deletedAt) }),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...(statusReason === undefined ? {} : { StackStatusReason: statusReason }),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...stack.notificationArns],
    ...(stack.capabilities.length === 0
      ? {}
      : { Capabilities: [...stack.capabilities] as Stack["Capabilities"] & object }),
    ...(stack.outputs.length === 0 ? {} : { Outputs: stack.outputs.map(describeOutput) }),
    ...(roleArn === undefined ? {} : { RoleARN: roleArn }),
    Tags: [...stack.tags],
    ...(stack.status === "DELETE_COMPLETE" ? {} : { EnableTerminationProtection: stack.terminationProtection }),
    ...(parentId === undefined ? {} : { ParentId: parentId }),
    ...(rootId === undefined ? {} : { RootId: rootId }),
    DriftInformation: notChecked,
  };
}

function describeOutput({ key, value, description, exportName }: StackRecord["outputs"][number]) {
  return {
    OutputKey: key,
    OutputValue: value,
    ...(description === undefined ? {} : { Description: description }),
    ...(exportName === undefined ? {} : { ExportName: exportName }),
  };
}

export function describeParameters(parameters: readonly StackParameter[]): Parameter[] {
  return parameters.map(({ name, value, resolvedValue, noEcho }) => ({
    ParameterKey: name,
    ParameterValue: noEcho ? "****" : value,
    ...(resolvedValue === undefined ? {} : { ResolvedValue: noEcho ? "****" : resolvedValue }),
  }));
}

export function summarizeStack(stack: StackRecord, templateDescription: string | undefined): StackSummary {
  const { updatedAt, deletedAt, statusReason } = stack;
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    ...(templateDescription === undefined ? {} : { TemplateDescription: templateDescription }),
    CreationTime: new Date(stack.createdAt),
    ...(updatedAt === undefined ? {} : { LastUpdatedTime: new Date(updatedAt) }),
    ...(deletedAt === undefined ? {} : { DeletionTime: new Date(deletedAt) }),
    StackStatus: stack.status,
    ...(statusReason === undefined ? {} : { StackStatusReason: statusReason }),
    ...(stack.parentId === undefined ? {} : { ParentId: stack.parentId }),
    ...(stack.rootId === undefined ? {} : { RootId: stack.rootId }),
    DriftInformation: notChecked,
  };
}

/** `secrets` are texts that the properties of resources must not show. */
export function describeEvent(event: EventRecord, secrets: readonly string[]): StackEvent {
  const properties = secrets.reduce((text, secret) => text.replaceAll(secret, "****"), event.properties ?? "");
  return {
    StackId: event.stackId,
    EventId: event.eventId,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.timestamp),
    ResourceStatus: event.status as StackEvent["ResourceStatus"] & string,
    ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
    ...(event.properties === undefined ? {} : { ResourceProperties: properties }),
    ...(event.clientRequestToken === undefined ? {} : { ClientRequestToken: event.clientRequestToken }),
  };
}

export function describeResource({ stackId, stackName }: StackRecord, record: ResourceRecord): StackResource {
  const { LastUpdatedTimestamp, ...summary } = summarizeResource(record);
  return { StackName: stackName, StackId: stackId, ...summary, Timestamp: LastUpdatedTimestamp };
}

export function summarizeResource(record: ResourceRecord): StackResourceSummary {
  const { logicalId, type, current, status, statusReason, updatedAt } = record;
  return {
    LogicalResourceId: logicalId,
    ...(current === undefined ? {} : { PhysicalResourceId: current.physicalId }),
    ResourceType: type,
    LastUpdatedTimestamp: new Date(updatedAt),
    ResourceStatus: status as StackResourceSummary["ResourceStatus"] & string,
    ...(statusReason === undefined ? {} : { ResourceStatusReason: statusReason }),
    DriftInformation: resourceNotChecked,
  };
}

/** With `includeValues` also the properties before and after. */
export function describeChange(change: ResourceChangeRecord, includeValues: boolean): Change {
  const { action, logicalId, physicalId, type, replacement, attributes, before, after } = change;
  const context = (properties: object | undefined) => JSON.stringify({ Properties: properties });
  return {
    Type: "Resource",
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
      ResourceType: type,
      ...(replacement === undefined ? {} : { Replacement: replacement }),
      Scope: [...attributes],
      Details: describeDetails(change, includeValues),
      ...(includeValues && before ? { BeforeContext: context(before) } : {}),
      ...(includeValues && after ? { AfterContext: context(after) } : {}),
    },
  };
}

function describeDetails(change: ResourceChangeRecord, includeValues: boolean): ResourceChangeDetail[] {
  const common = { Evaluation: "Static", ChangeSource: "DirectModification" } as const;
  const values = (name: string) => {
    const [before, after] = [valueText(change.before?.[name]), valueText(change.after?.[name])];
    return {
      Path: `/Properties/${name}`,
      ...(before === undefined ? {} : { BeforeValue: before }),
      ...(after === undefined ? {} : { AfterValue: after }),
      AttributeChangeType:
        before === undefined ? ("Add" as const) : after === undefined ? ("Remove" as const) : ("Modify" as const),
    };
  };
  const details: ResourceChangeDetail[] = change.properties.map(({ name, recreation }) => ({
    Target: {
      Attribute: "Properties",
      Name: name,
      RequiresRecreation: recreation,
      ...(includeValues ? values(name) : {}),
    },
    ...common,
  }));
  for (const Attribute of change.attributes) {
    if (Attribute !== "Properties") details.push({ Target: { Attribute, RequiresRecreation: "Never" }, ...common });
  }
  return details;
}

function valueText(value: unknown): string | undefined {
  return typeof value === "string" || value === undefined ? value : JSON.stringify(value);
}

export function summarizeChangeSet(changeSet: ChangeSetRecord) {
  const { statusReason, changeSetDescription } = changeSet;
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.changeSetId,
    ChangeSetName: changeSet.changeSetName,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    ...(statusReason === undefined ? {} : { StatusReason: statusReason }),
    CreationTime: new Date(changeSet.createdAt),
    ...(changeSetDescription === undefined ? {} : { Description: changeSetDescription }),
    IncludeNestedStacks: changeSet.includeNestedStacks,
  };
}
