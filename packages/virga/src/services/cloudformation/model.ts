import type { StackStatus } from "@aws-sdk/client-cloudformation";
import type { RemovalPolicy } from "./template/model.ts";
import type { StackParameter } from "./template/parameters.ts";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What a request may change of a stack, and a rolled back update returns to. */
export interface StackSettings {
  readonly description?: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

export interface StackRecord extends StackSettings {
  readonly stackId: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  /** Instants are epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  readonly disableRollback: boolean;
  readonly onFailure?: "DO_NOTHING" | "ROLLBACK" | "DELETE";
  readonly terminationProtection: boolean;
  readonly timeoutInMinutes?: number;
  readonly outputs: readonly StackOutput[];
  /** Names of the exports that the stack uses. */
  readonly imports?: readonly string[];
  readonly changeSetId?: string;
  /** The token of the request that began the last operation. */
  readonly clientRequestToken?: string;
  readonly parentId?: string;
  readonly rootId?: string;
  /** The settings before the update that is under way or failed. */
  readonly previous?: StackSettings;
  /** True when the process ended in the middle of the operation that this status tells of. */
  readonly interrupted?: boolean;
  /** Logical ids that a DeleteStack after a failed one leaves alone. */
  readonly retainResources?: readonly string[];
}

/** A physical resource as it was provisioned. */
export interface ProvisionedResource {
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether the attributes are masked in events. */
  readonly noEcho?: boolean;
  /** Logical ids of what it depends on. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  readonly metadata?: string;
  readonly constructPath?: string;
}

export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly updatedAt: number;
  /** What there is now; absent while it is being created, and when that failed. */
  readonly current?: ProvisionedResource;
  /** Changed by the operation under way (or by one that failed without being rolled back). */
  readonly touched: boolean;
  /** What there was before that operation; absent if it added the resource. */
  readonly before?: ProvisionedResource;
  /** The properties of an update in place that failed: some of them may be in force. */
  readonly attempted?: Readonly<Record<string, unknown>>;
  /** Physical resources that are no longer wanted and are deleted in the clean-up phase. */
  readonly leftovers: readonly ProvisionedResource[];
}

export interface EventRecord {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** The resolved properties, as JSON. */
  readonly properties?: string;
  readonly timestamp: number;
  readonly clientRequestToken?: string;
}

export interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

export type ChangeSetStatus = "CREATE_COMPLETE" | "FAILED";

export interface ChangeSetRecord extends StackSettings {
  readonly changeSetId: string;
  readonly changeSetName: string;
  readonly changeSetDescription?: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly status: ChangeSetStatus;
  readonly executionStatus:
    | "AVAILABLE"
    | "UNAVAILABLE"
    | "EXECUTE_IN_PROGRESS"
    | "EXECUTE_COMPLETE"
    | "EXECUTE_FAILED"
    | "OBSOLETE";
  readonly statusReason?: string;
  readonly createdAt: number;
  readonly includeNestedStacks: boolean;
  readonly changes: readonly ResourceChangeRecord[];
  readonly onStackFailure?: "DO_NOTHING" | "ROLLBACK" | "DELETE";
}

export interface ResourceChangeRecord {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly replacement?: "True" | "False" | "Conditional";
  /** Top-level properties that change, with whether each needs a new resource. */
  readonly properties: readonly { readonly name: string; readonly recreation: "Never" | "Always" }[];
  readonly attributes: readonly ("Properties" | "Metadata" | "DeletionPolicy" | "UpdateReplacePolicy")[];
  /** The resource's properties now, and as far as they are known afterwards. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The stack's own pseudo resource type in its events. */
export const stackType = "AWS::CloudFormation::Stack";

/** Statuses in which a new operation may begin. */
const updatable = new Set<StackStatus>([
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
]);

/** Whether an update may begin: after a complete operation, or after a failed one that was not to be rolled back. */
export function canUpdate(stack: StackRecord): boolean {
  if (updatable.has(stack.status)) return true;
  const failed = stack.status === "CREATE_FAILED" || stack.status === "UPDATE_FAILED";
  return failed && (stack.disableRollback || stack.onFailure === "DO_NOTHING" || stack.interrupted === true);
}

/** A nested stack that has been updated and keeps what it replaced until the outer one's update has succeeded, too. */
export function awaitsOuter({ parentId, status }: StackRecord): boolean {
  return parentId !== undefined && status === "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS";
}

/** A stack, a change set or a resource in the middle of an operation. */
export function isInProgress(status: string): boolean {
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}

/** The status that tells of an operation which the end of the process cut off. */
export function interruptedStatus(status: StackStatus): StackStatus {
  switch (status) {
    case "CREATE_IN_PROGRESS":
      return "CREATE_FAILED";
    case "UPDATE_IN_PROGRESS":
      return "UPDATE_FAILED";
    case "ROLLBACK_IN_PROGRESS":
      return "ROLLBACK_FAILED";
    case "DELETE_IN_PROGRESS":
      return "DELETE_FAILED";
    case "UPDATE_ROLLBACK_IN_PROGRESS":
    case "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS":
      return "UPDATE_ROLLBACK_FAILED";
    default:
      return status;
  }
}

/**
 * A name for a resource that has none of its own: `<stack>-<logical id>-<suffix>`, cut so that it is not longer than
 * `longest` and the suffix stays whole.
 */
export function physicalName(stackName: string, logicalId: string, suffix: string, longest: number): string {
  const room = longest - suffix.length - 1;
  const whole = `${stackName}-${logicalId}`;
  if (whole.length <= room) return `${whole}-${suffix}`;
  const forLogicalId = Math.min(logicalId.length, Math.max(Math.floor(room / 2), room - stackName.length - 1));
  const forStack = Math.max(0, room - forLogicalId - 1);
  return `${stackName.slice(0, forStack).replace(/-+$/, "")}-${logicalId.slice(0, forLogicalId)}-${suffix}`;
}
