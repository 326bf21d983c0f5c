import type { CallContext } from "../../../kernel/bus.ts";
import { VirgaError } from "../../../kernel/errors.ts";
import type { CreatedResource, ResourceCall, ResourceType } from "../../../kernel/resource-type.ts";
import { validationError } from "../errors.ts";
import { type ProvisionedResource, physicalName, type ResourceRecord, type StackRecord } from "../model.ts";
import type { CloudFormationState } from "../state.ts";
import { decideChange, type ResourceChange } from "./change.ts";
import { handlerErrorCode, handlerFailureReason } from "./handler-errors.ts";

export interface ProvisionerOptions {
  readonly state: CloudFormationState;
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  readonly stack: StackRecord;
  readonly context: CallContext;
}

/** A resource as the template wants it, properties resolved. */
export type DesiredResource = Omit<ProvisionedResource, "physicalId" | "attributes"> & { readonly logicalId: string };

/** A step of a resource failed; its record and events say so already. */
export class ResourceFailure extends VirgaError {
  readonly logicalId: string;
  readonly step: "create" | "update" | "delete";

  constructor(logicalId: string, step: "create" | "update" | "delete", cause: unknown) {
    super("ResourceFailure", `${logicalId} failed to ${step}`, { cause });
    this.logicalId = logicalId;
    this.step = step;
  }
}

const suffixAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const initiated = "Resource creation Initiated";
const replacing = "Requested update requires the creation of a new physical resource; hence creating one.";

/** Creates, updates, replaces and deletes single resources of a stack, and records each step as it happens. */
export class Provisioner {
  readonly #options: ProvisionerOptions;

  constructor(options: ProvisionerOptions) {
    this.#options = options;
  }

  /** Makes a resource what the template wants. */
  async provision(desired: DesiredResource): Promise<void> {
    const { state, stack } = this.#options;
    const record = state.resource(stack.stackId, desired.logicalId);
    const type = this.#type(desired.type);
    if (!record?.current) return this.#create(record, desired, type);
    const change: ResourceChange = decideChange(record.current, desired.type, desired.properties, type);
    // After a failed update in place even what looks unchanged may have to be set again.
    if (change === "none" && record.attempted === undefined) this.#keep(record, record.current, desired);
    else if (change === "replace") await this.#replace(record, record.current, desired, type);
    else await this.#update(record, record.current, desired, type);
  }

  /** Records a failure that happened before the resource's handler was called. */
  fail(logicalId: string, typeName: string, thrown: unknown): ResourceFailure {
    const { state, stack } = this.#options;
    const record = state.resource(stack.stackId, logicalId) ?? this.#newRecord(logicalId, typeName);
    const step = record.current ? "update" : "create";
    this.#recordFailure(record, step, thrown instanceof Error ? thrown.message : String(thrown));
    return new ResourceFailure(logicalId, step, thrown);
  }

  async #create(existing: ResourceRecord | undefined, desired: DesiredResource, type: ResourceType): Promise<void> {
    const { state, stack } = this.#options;
    const { logicalId, properties } = desired;
    const begun: ResourceRecord = {
      ...(existing ? await this.#clear(existing) : this.#newRecord(logicalId, desired.type)),
      ...this.#status("CREATE_IN_PROGRESS"),
      type: desired.type,
      touched: true,
    };
    state.putResource(stack, begun, [{ status: "CREATE_IN_PROGRESS", properties }]);
    const created = await this.#handle(begun, "create", properties, () => {
      return type.create(this.#creation(desired), properties);
    });
    state.putResource(stack, { ...begun, ...this.#status("CREATE_COMPLETE"), current: provisioned(desired, created) }, [
      { status: "CREATE_IN_PROGRESS", reason: initiated, properties },
      { status: "CREATE_COMPLETE", properties },
    ]);
  }

  /** Deletes what earlier attempts have left of a resource that is about to be created. */
  async #clear(existing: ResourceRecord): Promise<ResourceRecord> {
    let record = existing;
    for (const leftover of existing.leftovers) {
      const leftovers = record.leftovers.filter((resource) => !isSamePhysicalResource(resource, leftover));
      const done: DeleteOptions["done"] = (last, events) => {
        record = { ...last, leftovers };
        this.#options.state.putResource(this.#options.stack, record, events);
      };
      try {
        await this.delete(record, leftover, { retain: false, done });
      } catch (thrown) {
        throw new ResourceFailure(existing.logicalId, "create", thrown);
      }
    }
    return record;
  }

  async #replace(
    record: ResourceRecord,
    current: ProvisionedResource,
    desired: DesiredResource,
    type: ResourceType,
  ): Promise<void> {
    const { state, stack } = this.#options;
    const { properties } = desired;
    const begun = this.#beginUpdate(record, current, replacing, properties);
    const create = async () => {
      try {
        return await type.create(this.#creation(desired), properties);
      } catch (thrown) {
        if (handlerErrorCode(thrown) !== "AlreadyExists") throw thrown;
        throw validationError(
          `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${current.physicalId} and update the stack again.`,
        );
      }
    };
    const created = await this.#handle(begun, "update", properties, create);
    const replaced = { ...begun, ...this.#status("UPDATE_COMPLETE"), type: desired.type };
    // What an earlier, failed update had put in the place of the original is not the original: it goes at once.
    const isOriginal = begun.before !== undefined && isSamePhysicalResource(begun.before, current);
    const leftovers = isOriginal ? begun.leftovers : [...begun.leftovers, current];
    state.putResource(stack, { ...replaced, leftovers, current: provisioned(desired, created) }, [
      { status: "UPDATE_IN_PROGRESS", reason: initiated, properties },
      { status: "UPDATE_COMPLETE", properties },
    ]);
  }

  async #update(
    record: ResourceRecord,
    current: ProvisionedResource,
    desired: DesiredResource,
    type: ResourceType,
  ): Promise<void> {
    const { state, stack } = this.#options;
    const { properties } = desired;
    const begun = this.#beginUpdate(record, current, undefined, properties);
    const refusal = type.refuseUpdate?.(properties, current.properties);
    if (refusal) await this.#handle(begun, "update", properties, () => Promise.reject(refusal));
    // Until it has succeeded nobody knows which of the properties are in force.
    const attempting = { ...begun, attempted: properties };
    state.putResource(stack, attempting, []);
    const updated = await this.#handle(attempting, "update", properties, () => {
      return this.#callUpdate(type, current, desired, record.attempted ?? current.properties);
    });
    const made = provisioned(desired, updated);
    // An update may have made another physical resource: a custom resource's provider decides.
    const isOther = !isSamePhysicalResource(made, current);
    const wasOriginal = begun.before !== undefined && isSamePhysicalResource(begun.before, current);
    const leftovers = isOther && !wasOriginal ? [...begun.leftovers, current] : begun.leftovers;
    state.putResource(stack, { ...begun, ...this.#status("UPDATE_COMPLETE"), leftovers, current: made }, [
      { status: "UPDATE_COMPLETE", properties },
    ]);
  }

  #callUpdate(
    type: ResourceType,
    { physicalId, attributes }: ProvisionedResource,
    desired: DesiredResource,
    previousProperties: Readonly<Record<string, unknown>>,
  ): Promise<CreatedResource> {
    if (!type.update) return type.create(this.#creation(desired), desired.properties);
    const { properties } = desired;
    return type.update(this.#call(desired), { physicalId, attributes, properties, previousProperties });
  }

  #beginUpdate(
    record: ResourceRecord,
    current: ProvisionedResource,
    reason: string | undefined,
    properties: Readonly<Record<string, unknown>>,
  ): ResourceRecord {
    const { attempted: _attempted, ...rest } = record;
    const before = record.touched ? {} : { before: current };
    const begun: ResourceRecord = { ...rest, ...this.#status("UPDATE_IN_PROGRESS"), touched: true, ...before };
    const event = { status: "UPDATE_IN_PROGRESS", properties, ...(reason === undefined ? {} : { reason }) };
    this.#options.state.putResource(this.#options.stack, begun, [event]);
    return begun;
  }

  /** Nothing to provision: only what CloudFormation itself notes of the resource may have changed. */
  #keep(record: ResourceRecord, current: ProvisionedResource, desired: DesiredResource): void {
    const { state, stack } = this.#options;
    const kept = provisioned(desired, current);
    if (JSON.stringify(kept) === JSON.stringify(current)) return;
    const before = record.touched ? {} : { before: current, touched: true };
    state.putResource(stack, { ...record, ...before, current: kept }, []);
  }

  /** Brings a resource that the failed update has touched back to what it was before. */
  async revert(record: ResourceRecord): Promise<void> {
    const { state, stack } = this.#options;
    const { before, current, attempted, ...rest } = record;
    if (!before) {
      const leftovers = current ? [...record.leftovers, current] : record.leftovers;
      state.putResource(stack, { ...rest, leftovers }, []);
      return;
    }
    const inPlace = current !== undefined && isSamePhysicalResource(current, before);
    if (inPlace && attempted === undefined && sameProperties(current, before)) {
      state.putResource(stack, { ...rest, touched: false, current: before }, []);
      return;
    }
    const { properties } = before;
    const reverting: ResourceRecord = { ...record, ...this.#status("UPDATE_IN_PROGRESS"), type: before.type };
    state.putResource(stack, reverting, [{ status: "UPDATE_IN_PROGRESS", properties }]);
    const reverted = inPlace ? await this.#revertInPlace(reverting, current, before) : before;
    const leftovers = !inPlace && current ? [...record.leftovers, current] : record.leftovers;
    const done = { ...rest, ...this.#status("UPDATE_COMPLETE"), type: before.type, touched: false, leftovers };
    state.putResource(stack, { ...done, current: reverted }, [{ status: "UPDATE_COMPLETE", properties }]);
  }

  async #revertInPlace(
    record: ResourceRecord,
    current: ProvisionedResource,
    before: ProvisionedResource,
  ): Promise<ProvisionedResource> {
    const desired = { ...before, logicalId: record.logicalId };
    const inForce = record.attempted ?? current.properties;
    const type = this.#type(before.type);
    const back = type.revert ? { ...type, update: type.revert } : type;
    const updated = await this.#handle(record, "update", before.properties, () => {
      return this.#callUpdate(back, current, desired, inForce);
    });
    return provisioned(desired, updated);
  }

  /** Deletes one physical resource (or leaves it, where the policy says so), with its events. */
  async delete(record: ResourceRecord, resource: ProvisionedResource, options: DeleteOptions): Promise<void> {
    const { state, stack } = this.#options;
    const { physicalId, properties, type: typeName } = resource;
    const event = { physicalId, type: typeName, properties };
    if (options.retain) {
      options.done(record, [{ ...event, status: "DELETE_SKIPPED" }]);
      return;
    }
    const begun = { ...record, ...this.#status("DELETE_IN_PROGRESS") };
    state.putResource(stack, begun, [{ ...event, status: "DELETE_IN_PROGRESS" }]);
    try {
      await this.#type(typeName).delete(
        this.#call({ ...resource, logicalId: record.logicalId }),
        physicalId,
        properties,
      );
    } catch (thrown) {
      const reason = handlerFailureReason(thrown, state.host.ids);
      const failed = { ...begun, ...this.#status("DELETE_FAILED", reason) };
      state.putResource(stack, failed, [{ ...event, status: "DELETE_FAILED", reason }]);
      throw new ResourceFailure(record.logicalId, "delete", thrown);
    }
    options.done({ ...begun, ...this.#status("DELETE_COMPLETE") }, [{ ...event, status: "DELETE_COMPLETE" }]);
  }

  async #handle(
    record: ResourceRecord,
    step: "create" | "update",
    properties: Readonly<Record<string, unknown>>,
    work: () => Promise<CreatedResource>,
  ): Promise<CreatedResource> {
    try {
      return await work();
    } catch (thrown) {
      const { state, stack } = this.#options;
      const reason = handlerFailureReason(thrown, state.host.ids);
      const now = state.resource(stack.stackId, record.logicalId) ?? record;
      this.#recordFailure(now, step, reason, properties);
      throw new ResourceFailure(record.logicalId, step, thrown);
    }
  }

  #recordFailure(
    record: ResourceRecord,
    step: "create" | "update",
    reason: string,
    properties?: Readonly<Record<string, unknown>>,
  ): void {
    const status = step === "create" ? "CREATE_FAILED" : "UPDATE_FAILED";
    const failed: ResourceRecord = {
      ...record,
      ...this.#status(status, reason),
      ...(record.touched || !record.current ? {} : { before: record.current }),
      touched: true,
    };
    const event = { status, reason, ...(properties === undefined ? {} : { properties }) };
    this.#options.state.putResource(this.#options.stack, failed, [event]);
  }

  #newRecord(logicalId: string, type: string): ResourceRecord {
    return { logicalId, type, ...this.#status("CREATE_IN_PROGRESS"), touched: true, leftovers: [] };
  }

  #status(status: string, statusReason?: string) {
    return { status, statusReason, updatedAt: this.#options.state.host.clock.now() } as const;
  }

  #type(name: string): ResourceType {
    const type = this.#options.resourceTypes.get(name);
    if (!type) throw validationError(`Template format error: Unrecognized resource types: [${name}]`);
    return type;
  }

  #call(resource: Pick<DesiredResource, "logicalId" | "constructPath">): ResourceCall {
    const { state, stack, context } = this.#options;
    const { ids, bus } = state.host;
    const { logicalId, constructPath } = resource;
    const { stackName, stackId } = stack;
    return {
      bus,
      context,
      ids,
      stackName,
      stackId,
      logicalId,
      ...(constructPath === undefined ? {} : { constructPath }),
      physicalName(longest, options = {}) {
        const name = physicalName(stackName, logicalId, ids.text(12, suffixAlphabet), longest);
        return options.lowerCase ? name.toLowerCase() : name;
      },
      progress: (message) => this.#progress(logicalId, message),
      created: () => {},
    };
  }

  /** What `create` is given: a resource that it announces is a leftover until the creation has succeeded. */
  #creation(desired: DesiredResource): ResourceCall {
    const { state, stack } = this.#options;
    const created = (physicalId: string) => {
      const record = state.resource(stack.stackId, desired.logicalId);
      const resource = provisioned(desired, { physicalId, attributes: {} });
      if (!record || record.leftovers.some((other) => isSamePhysicalResource(other, resource))) return;
      state.putResource(stack, { ...record, leftovers: [...record.leftovers, resource] }, []);
    };
    return { ...this.#call(desired), created };
  }

  #progress(logicalId: string, reason: string): void {
    const { state, stack } = this.#options;
    const record = state.resource(stack.stackId, logicalId);
    if (record) state.putResource(stack, record, [{ status: record.status, reason }]);
  }
}

export interface DeleteOptions {
  readonly retain: boolean;
  /** Records the end of the deletion: takes the resource out of the stack's records, with the events. */
  done(record: ResourceRecord, events: Parameters<CloudFormationState["putResource"]>[2]): void;
}

function provisioned(desired: DesiredResource, created: CreatedResource): ProvisionedResource {
  const { logicalId: _logicalId, noEcho: _noEcho, ...resource } = desired;
  const { physicalId, attributes, noEcho } = created;
  return { ...resource, physicalId, attributes, ...(noEcho ? { noEcho } : {}) };
}

/** Whether both tell of one and the same physical resource. */
export function isSamePhysicalResource(left: ProvisionedResource, right: ProvisionedResource): boolean {
  return left.physicalId === right.physicalId && left.type === right.type;
}

function sameProperties(left: ProvisionedResource, right: ProvisionedResource): boolean {
  return JSON.stringify(left.properties) === JSON.stringify(right.properties);
}
