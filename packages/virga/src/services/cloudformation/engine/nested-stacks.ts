import { AwsError } from "../../../kernel/errors.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from "../../../kernel/resource-type.ts";
import { validationError } from "../errors.ts";
import { awaitsOuter, type StackRecord } from "../model.ts";
import type { CloudFormationState } from "../state.ts";
import type { Engine } from "./engine.ts";

/** Whoever deploys the outer stack has acknowledged what its nested ones do. */
const Capabilities = ["CAPABILITY_IAM" as const, "CAPABILITY_NAMED_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const];

/**
 * `AWS::CloudFormation::Stack`: a stack as a resource of another one; its outputs are its attributes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
export function nestedStack(state: CloudFormationState, engine: () => Engine): ResourceType {
  const settled = async (call: ResourceCall, stackId: string): Promise<StackRecord> => {
    await engine().settled(stackId);
    return state.get(call.context, stackId);
  };
  /** Nothing is taken back any more: what earlier updates of the nested stack have replaced goes. */
  const cleanedUp = async ({ context }: ResourceCall, stackId: string) => {
    const stack = state.find(context, stackId);
    if (stack && awaitsOuter(stack)) await engine().resumeCleanUp(stack, context.principal);
  };
  const remove = async (call: ResourceCall, stackId: string) => {
    await cleanedUp(call, stackId);
    await call.bus.call("cloudformation", "DeleteStack", { StackName: stackId }, call.context);
    const { status, statusReason } = await settled(call, stackId);
    if (status !== "DELETE_COMPLETE") throw unsuccessful(stackId, "deleted", statusReason);
  };
  const replaceSettings = async (call: ResourceCall, { physicalId, properties }: ResourceUpdate) => {
    await cleanedUp(call, physicalId);
    try {
      const input = { StackName: physicalId, ...stackInput(properties) };
      await call.bus.call("cloudformation", "UpdateStack", input, call.context);
    } catch (thrown) {
      const nothingToDo = thrown instanceof AwsError && thrown.message === "No updates are to be performed.";
      if (!nothingToDo) throw thrown;
      // It is what it shall be, also if that is because its own update was rolled back before.
      return describe(state.get(call.context, physicalId));
    }
    const updated = await settled(call, physicalId);
    if (updated.status.startsWith("UPDATE_ROLLBACK")) {
      throw unsuccessful(physicalId, "updated", lastReason(state, updated));
    }
    return describe(updated);
  };
  return {
    properties: { TemplateURL: true, Parameters: true, Tags: true },
    createOnly: [],
    async create(call, properties) {
      const StackName = call.physicalName(128);
      const input = { StackName, ...stackInput(properties), OnFailure: "DO_NOTHING" as const };
      const { StackId = "" } = await call.bus.call("cloudformation", "CreateStack", input, call.context);
      call.created(StackId);
      const outer = state.get(call.context, call.stackId);
      state.change(state.get(call.context, StackId), { parentId: call.stackId, rootId: outer.rootId ?? call.stackId });
      const created = await settled(call, StackId);
      if (created.status === "CREATE_COMPLETE") return describe(created);
      throw unsuccessful(StackId, "created", created.statusReason);
    },
    update: replaceSettings,
    async revert(call, update) {
      const stack = state.get(call.context, update.physicalId);
      if (!awaitsOuter(stack)) return replaceSettings(call, update);
      const reverting = state.change(stack, { status: "UPDATE_ROLLBACK_IN_PROGRESS" });
      engine().rollBackUpdate(reverting, call.context.principal);
      const reverted = await settled(call, update.physicalId);
      if (reverted.status === "UPDATE_ROLLBACK_COMPLETE") return describe(reverted);
      throw unsuccessful(update.physicalId, "updated", lastReason(state, reverted));
    },
    delete: (call, physicalId) => remove(call, physicalId),
  };
}

function stackInput({ TemplateURL, Parameters, Tags }: ResourceProperties) {
  const parameters = Object.entries((Parameters ?? {}) as Record<string, unknown>);
  return {
    TemplateURL: String(TemplateURL),
    Capabilities,
    Parameters: parameters.map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: Array.isArray(value) ? value.join(",") : String(value),
    })),
    Tags: (Tags ?? []) as { Key: string; Value: string }[],
  };
}

function describe({ stackId, outputs }: StackRecord): CreatedResource {
  const attributes = Object.fromEntries(outputs.map(({ key, value }) => [`Outputs.${key}`, value]));
  return { physicalId: stackId, attributes };
}

/** Why an update was rolled back: the last status that gave a reason tells. */
function lastReason(state: CloudFormationState, { stackId, stackName }: StackRecord): string | undefined {
  const events = Iterator.from(state.events(stackId));
  return events.find(({ logicalId, reason }) => logicalId === stackName && reason !== undefined)?.reason;
}

function unsuccessful(stackId: string, step: string, reason: string | undefined): AwsError {
  return validationError(`Embedded stack ${stackId} was not successfully ${step}: ${reason ?? "no reason given"}`);
}
