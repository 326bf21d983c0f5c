import type { CallContext } from "../../../kernel/bus.ts";
import { AwsError, errorMessage, VirgaError } from "../../../kernel/errors.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";
import type { Span } from "../../../kernel/trace.ts";
import {
  awaitsOuter,
  interruptedStatus,
  isInProgress,
  type ProvisionedResource,
  type ResourceRecord,
  type StackRecord,
  stackType,
} from "../model.ts";
import type { CloudFormationState } from "../state.ts";
import { walkGraph } from "../template/graph.ts";
import { checkExports, Deployment, rejectImportedExports } from "./deployment.ts";
import { resolveDynamicReferences } from "./parameter-store.ts";
import { type Preparation, parseTemplate } from "./preparation.ts";
import { type DesiredResource, Provisioner, ResourceFailure } from "./provisioner.ts";
import { concurrency, isRetained, removeAll, removeLeftovers, removeReplaced } from "./removal.ts";

/** What one operation on a stack works with. */
interface Operation {
  readonly stack: StackRecord;
  readonly context: CallContext & { readonly span: Span };
  readonly provisioner: Provisioner;
}

/** A failure of an operation with what its status reason says. */
interface Failure {
  readonly reason: string;
}

/**
 * Carries operations on stacks out, in the background. Each step is in the store before the next begins, so that
 * nothing is lost when the process ends in the middle.
 */
export class Engine {
  readonly #state: CloudFormationState;
  readonly #resourceTypes: () => ReadonlyMap<string, ResourceType>;
  readonly #running = new Map<string, Promise<void>>();

  constructor(state: CloudFormationState, resourceTypes: () => ReadonlyMap<string, ResourceType>) {
    this.#state = state;
    this.#resourceTypes = resourceTypes;
  }

  /** Resolves when the operation on a stack that is under way now has ended. */
  async settled(stackId: string): Promise<void> {
    await this.#running.get(stackId);
  }

  /** Creates a stack whose record says CREATE_IN_PROGRESS; `principal` is whom the resources are created as. */
  create(stack: StackRecord, { template }: Preparation, principal: Principal): void {
    this.#run("Create", stack, principal, async (operation) => {
      const deployment = new Deployment(this.#state, stack, template);
      const failure = await this.#provisionAll(operation, deployment);
      if (failure) await this.#failCreation(operation, failure);
      else this.#state.settle(stack, { status: "CREATE_COMPLETE" });
    });
  }

  /** Updates a stack whose record says UPDATE_IN_PROGRESS. */
  update(stack: StackRecord, { template }: Preparation, principal: Principal): void {
    this.#run("Update", stack, principal, async (operation) => {
      const deployment = new Deployment(this.#state, stack, template);
      const failure = await this.#provisionAll(operation, deployment);
      if (!failure) await this.#complete(operation, deployment);
      else if (stack.disableRollback) this.#change(stack, { status: "UPDATE_FAILED", statusReason: failure.reason });
      else await this.#rollBackUpdate(operation, failure);
    });
  }

  /** Deletes a stack whose record says DELETE_IN_PROGRESS; `before` is the record until now. */
  delete(stack: StackRecord, principal: Principal, before: StackRecord): void {
    this.#run("Delete", stack, principal, async (operation) => {
      try {
        rejectImportedExports(this.#state, stack, () => true);
      } catch (thrown) {
        const { status, deletedAt } = before;
        this.#change(stack, { status, deletedAt, statusReason: errorMessage(thrown) });
        return;
      }
      await this.#delete(operation);
    });
  }

  /** Takes a failed update back: `RollbackStack` and `ContinueUpdateRollback`. */
  rollBackUpdate(stack: StackRecord, principal: Principal): void {
    this.#run("RollbackUpdate", stack, principal, (operation) => this.#revertUpdate(operation));
  }

  /** Takes a failed creation back: `RollbackStack`. */
  rollBackCreation(stack: StackRecord, principal: Principal): void {
    this.#run("RollbackCreate", stack, principal, (operation) => this.#revertCreation(operation));
  }

  /**
   * Goes on with deleting what a finished update has replaced: after a restart, or when the update of the outer stack
   * has succeeded, too.
   */
  resumeCleanUp(stack: StackRecord, principal: Principal): Promise<void> {
    this.#run("CleanUp", stack, principal, async (operation) => {
      await this.#cleanUp(operation, await this.#presentDeployment(stack));
    });
    return this.settled(stack.stackId);
  }

  async #presentDeployment(stack: StackRecord): Promise<Deployment> {
    return new Deployment(this.#state, stack, await parseTemplate(this.#state.template(stack.stackId) ?? "{}"));
  }

  #change(stack: StackRecord, change: Parameters<CloudFormationState["change"]>[1]): void {
    this.#state.change(stack, change);
  }

  #run(name: string, stack: StackRecord, principal: Principal, work: (operation: Operation) => Promise<void>): void {
    const { tracer, report } = this.#state.host;
    const span = tracer.start(`cloudformation ${name} ${stack.stackName}`);
    const run = async () => {
      // The request that began it is answered first.
      await Promise.resolve();
      try {
        await work(this.#operation(stack, principal, span));
        span.end();
      } catch (thrown) {
        span.end(errorMessage(thrown));
        // The runtime was ended; the next start tells what was under way.
        if (thrown instanceof VirgaError && thrown.code === "StoreClosed") return;
        const message = `${name} of the stack ${stack.stackName} ended unexpectedly: ${errorMessage(thrown)}`;
        report({ level: "error", source: "cloudformation", message });
        this.#abandon(stack, message);
      } finally {
        this.#running.delete(stack.stackId);
      }
    };
    this.#running.set(stack.stackId, run());
  }

  #operation(stack: StackRecord, principal: Principal, span: Span): Operation {
    const { account, region } = stack;
    const context = { principal, account, region, span };
    const resourceTypes = this.#resourceTypes();
    return { stack, context, provisioner: new Provisioner({ state: this.#state, resourceTypes, stack, context }) };
  }

  /** A defect must not leave a stack in progress for ever. */
  #abandon(stack: StackRecord, message: string): void {
    const now = this.#state.find(stack, stack.stackId);
    if (!now || !isInProgress(now.status)) return;
    this.#change(stack, { status: interruptedStatus(now.status), statusReason: message, interrupted: true });
  }

  /** Provisions what the deployment wants and sets outputs and exports; gives what failed. */
  async #provisionAll(operation: Operation, deployment: Deployment): Promise<Failure | undefined> {
    const { stack, provisioner } = operation;
    const work = async (logicalId: string) => {
      let desired: DesiredResource;
      try {
        desired = await this.#resolve(operation, deployment, logicalId);
      } catch (thrown) {
        throw provisioner.fail(logicalId, deployment.template.resources.get(logicalId)!.type, thrown);
      }
      await provisioner.provision(desired);
    };
    const failures = await walkGraph(deployment.graph, work, { concurrency, stopOnFailure: true });
    if (failures.length > 0) return { reason: failureReason(failures.map(({ error }) => error)) };
    try {
      const outputs = await resolveDynamicReferences(this.#state.host.bus, operation.context, deployment.outputs());
      this.#state.setExchange(stack, checkExports(this.#state, stack, outputs), deployment.imported);
      this.#change(stack, { outputs });
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return { reason: thrown.message };
    }
    return undefined;
  }

  async #resolve(operation: Operation, deployment: Deployment, logicalId: string): Promise<DesiredResource> {
    const desired = deployment.resource(logicalId);
    const properties = await resolveDynamicReferences(this.#state.host.bus, operation.context, desired.properties);
    return { ...desired, properties };
  }

  async #failCreation(operation: Operation, { reason }: Failure): Promise<void> {
    const { stack } = operation;
    const { onFailure = stack.disableRollback ? "DO_NOTHING" : "ROLLBACK" } = stack;
    if (onFailure === "DO_NOTHING") {
      this.#change(stack, { status: "CREATE_FAILED", statusReason: reason });
      return;
    }
    const requested = `${reason} ${onFailure === "DELETE" ? "Delete" : "Rollback"} requested by user.`;
    if (onFailure === "DELETE") {
      this.#change(stack, { status: "DELETE_IN_PROGRESS", statusReason: requested });
      await this.#delete(operation);
    } else {
      this.#change(stack, { status: "ROLLBACK_IN_PROGRESS", statusReason: requested });
      await this.#revertCreation(operation);
    }
  }

  async #revertCreation(operation: Operation): Promise<void> {
    const { stack } = operation;
    const failed = await removeAll(this.#removal(operation), (_, { deletionPolicy }) => deletionPolicy === "Retain");
    this.#state.setExchange(stack, [], new Set());
    const deletedAt = this.#state.host.clock.now();
    if (failed.length > 0) {
      this.#change(stack, { status: "ROLLBACK_FAILED", statusReason: deleteReason(failed), deletedAt });
    } else {
      this.#change(stack, { status: "ROLLBACK_COMPLETE", deletedAt, outputs: [], interrupted: undefined });
    }
  }

  /** What a nested stack's update has replaced stays until it is certain that the outer one is not taken back. */
  async #complete(operation: Operation, deployment: Deployment): Promise<void> {
    const { stack } = operation;
    this.#change(stack, { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" });
    const outer = stack.parentId === undefined ? undefined : this.#state.find(stack, stack.parentId);
    if (outer?.status !== "UPDATE_IN_PROGRESS") await this.#cleanUp(operation, deployment);
  }

  async #cleanUp(operation: Operation, deployment: Deployment): Promise<void> {
    const { stack, context } = operation;
    for (const { current } of this.#state.resources(stack.stackId)) {
      const nested = current?.type === stackType ? this.#state.find(stack, current.physicalId) : undefined;
      if (nested && awaitsOuter(nested)) await this.resumeCleanUp(nested, context.principal);
    }
    const failed = await removeReplaced(this.#removal(operation), deployment.graph);
    const statusReason =
      failed.length === 0 ? undefined : "Update successful. One or more resources could not be deleted.";
    this.#state.settle(stack, { status: "UPDATE_COMPLETE", statusReason });
  }

  async #rollBackUpdate(operation: Operation, { reason }: Failure): Promise<void> {
    this.#change(operation.stack, { status: "UPDATE_ROLLBACK_IN_PROGRESS", statusReason: reason });
    await this.#revertUpdate(operation);
  }

  async #revertUpdate(operation: Operation): Promise<void> {
    const { stack, provisioner } = operation;
    const touched = new Map(
      this.#state.resources(stack.stackId).flatMap((record) => (record.touched ? [[record.logicalId, record]] : [])),
    );
    const graph = new Map(
      Array.from(touched.values(), ({ logicalId, before, current }) => {
        const dependsOn = (before ?? current)?.dependsOn ?? [];
        return [logicalId, new Set(before ? dependsOn.filter((name) => touched.has(name)) : [])];
      }),
    );
    const work = (logicalId: string) => provisioner.revert(touched.get(logicalId)!);
    const failures = await walkGraph(graph, work, { concurrency, stopOnFailure: false });
    if (failures.length > 0) {
      const statusReason = failureReason(failures.map(({ error }) => error));
      this.#change(stack, { status: "UPDATE_ROLLBACK_FAILED", statusReason });
      return;
    }
    await this.#restoreOutputs(operation, this.#state.restorePrevious(stack));
    this.#change(stack, { status: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" });
    await removeLeftovers(this.#removal(operation));
    this.#state.settle(stack, { status: "UPDATE_ROLLBACK_COMPLETE" });
  }

  /** An update that had succeeded for a nested stack had given it other outputs. */
  async #restoreOutputs({ context }: Operation, stack: StackRecord): Promise<void> {
    if (stack.parentId === undefined) return;
    const deployment = await this.#presentDeployment(stack);
    const outputs = await resolveDynamicReferences(this.#state.host.bus, context, deployment.outputs());
    this.#state.setExchange(stack, checkExports(this.#state, stack, outputs), deployment.imported);
    this.#change(stack, { outputs });
  }

  async #delete(operation: Operation): Promise<void> {
    const { stack } = operation;
    const retained = new Set(stack.retainResources);
    const retains = ({ logicalId }: ResourceRecord, resource: ProvisionedResource) =>
      retained.has(logicalId) || isRetained(resource);
    const failed = await removeAll(this.#removal(operation), retains);
    if (failed.length > 0) this.#change(stack, { status: "DELETE_FAILED", statusReason: deleteReason(failed) });
    else this.#state.bury(stack, this.#state.host.clock.now());
  }

  #removal({ stack, provisioner }: Operation) {
    return { state: this.#state, stack, provisioner };
  }
}

function failureReason(errors: readonly unknown[]): string {
  const failures = errors.filter((error) => error instanceof ResourceFailure);
  const other = errors.find((error) => !(error instanceof ResourceFailure));
  if (other !== undefined) return errorMessage(other);
  const sentences = (["create", "update"] as const).flatMap((step) => {
    const names = failures.filter((failure) => failure.step === step).map(({ logicalId }) => logicalId);
    return names.length === 0 ? [] : [`The following resource(s) failed to ${step}: [${names.join(", ")}].`];
  });
  return sentences.join(" ");
}

function deleteReason(logicalIds: readonly string[]): string {
  return `The following resource(s) failed to delete: [${logicalIds.join(", ")}]. `;
}
