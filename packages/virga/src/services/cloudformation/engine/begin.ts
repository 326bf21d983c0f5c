import type { Call } from "../../../kernel/service.ts";
import type { CloudFormation } from "../context.ts";
import { stackAlreadyExists } from "../errors.ts";
import type { StackRecord, StackSettings, Tag } from "../model.ts";
import type { Preparation } from "./preparation.ts";
import { deployingPrincipal } from "./requests.ts";

/** How an operation treats a failure, and what its request was. */
export interface OperationOptions {
  readonly disableRollback?: boolean | undefined;
  readonly onFailure?: StackRecord["onFailure"];
  readonly terminationProtection?: boolean | undefined;
  readonly changeSetId?: string | undefined;
  readonly clientRequestToken?: string | undefined;
  readonly parentId?: string | undefined;
  readonly rootId?: string | undefined;
}

/** A stack's record at the beginning of its creation, or while it is only under review. */
export function newStack(
  call: Call<CloudFormation>,
  stackName: string,
  stackId: string,
  status: "CREATE_IN_PROGRESS" | "REVIEW_IN_PROGRESS",
  settings: StackSettings,
): StackRecord {
  const { account, region, now } = call;
  return {
    ...settings,
    stackId,
    stackName,
    account,
    region,
    status,
    createdAt: now,
    disableRollback: false,
    terminationProtection: false,
    outputs: [],
    ...(status === "REVIEW_IN_PROGRESS" ? { statusReason: "User Initiated" } : {}),
  };
}

/** The name must be free, or its stack only under review. */
export function existingReview(call: Call<CloudFormation>, stackName: string): StackRecord | undefined {
  const existing = call.state.state.find(call, stackName);
  if (existing && existing.status !== "REVIEW_IN_PROGRESS") throw stackAlreadyExists(stackName);
  return existing;
}

/** Begins to create a stack in the background. */
export function beginCreation(
  call: Call<CloudFormation>,
  { stackName, stackId, review }: { stackName: string; stackId: string; review: StackRecord | undefined },
  preparation: Preparation,
  settings: StackSettings,
  options: OperationOptions,
): void {
  const { state, engine } = call.state;
  const principal = deployingPrincipal(call, settings.roleArn);
  const change = { ...settings, ...defined(options), status: "CREATE_IN_PROGRESS" as const };
  if (review) {
    const stack = state.beginCreation(review, { ...change, statusReason: "User Initiated" }, preparation.templateBody);
    engine.create(stack, preparation, principal);
    return;
  }
  const stack = { ...newStack(call, stackName, stackId, "CREATE_IN_PROGRESS", settings), ...change };
  state.create(stack, preparation.templateBody, "User Initiated");
  engine.create(stack, preparation, principal);
}

/** Begins to update a stack in the background. */
export function beginUpdate(
  call: Call<CloudFormation>,
  stack: StackRecord,
  preparation: Preparation,
  settings: StackSettings,
  options: OperationOptions,
): void {
  const { state, engine } = call.state;
  const principal = deployingPrincipal(call, settings.roleArn);
  const { description = undefined, ...rest } = settings;
  const change = {
    disableRollback: false,
    ...defined(options),
    ...rest,
    description,
    status: "UPDATE_IN_PROGRESS" as const,
    statusReason: "User Initiated",
    updatedAt: call.now,
    clientRequestToken: options.clientRequestToken,
  };
  engine.update(state.beginUpdate(stack, change, preparation.templateBody), preparation, principal);
}

export interface SettingsInput {
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly roleArn: string | undefined;
}

export function settingsOf({ template, parameters }: Preparation, input: SettingsInput): StackSettings {
  const { description } = template;
  return {
    ...(description === undefined ? {} : { description }),
    parameters,
    capabilities: input.capabilities,
    tags: input.tags,
    notificationArns: [],
    ...(input.roleArn === undefined ? {} : { roleArn: input.roleArn }),
  };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
