import { formatArn, parseArn } from "../../kernel/arns.ts";
import { Collection } from "../../kernel/collection.ts";
import { afterPrefix } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Transaction } from "../../kernel/store.ts";
import { stackDoesNotExist } from "./errors.ts";
import {
  awaitsOuter,
  type ChangeSetRecord,
  type EventRecord,
  type ExportRecord,
  interruptedStatus,
  isInProgress,
  type ResourceRecord,
  type StackRecord,
  stackType,
} from "./model.ts";

/** Account and region: every stack belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Which of a stack's two templates: the one in force or under way, or the one before the update under way. */
export type TemplateVersion = "current" | "previous";

export type StackChange = Partial<Omit<StackRecord, "stackId" | "stackName" | "account" | "region">>;

/** How long AWS remembers deleted stacks: 90 days. */
const deletedStackRetention = 90 * 24 * 60 * 60 * 1000;

/** All that CloudFormation remembers; the only part of the service that touches the store. */
export class CloudFormationState {
  readonly host: ServiceHost;
  readonly #stacks = new Collection<StackRecord>("cloudformation", "stacks");
  readonly #names = new Collection<string>("cloudformation", "names");
  readonly #resources = new Collection<ResourceRecord>("cloudformation", "resources");
  readonly #events = new Collection<EventRecord & { readonly sequence: number }>("cloudformation", "events");
  readonly #templates = new Collection<string>("cloudformation", "templates");
  readonly #exports = new Collection<ExportRecord>("cloudformation", "exports");
  readonly #imports = new Collection<string>("cloudformation", "imports");
  readonly #changeSets = new Collection<ChangeSetRecord>("cloudformation", "change-sets");

  constructor(host: ServiceHost) {
    this.host = host;
  }

  newStackId({ account, region }: Place, stackName: string): string {
    return formatArn("cloudformation", region, account, `stack/${stackName}/${this.host.ids.uuid()}`);
  }

  /** A stack by its name (deleted ones have none) or id; `undefined` if there is none. */
  find({ account, region }: Place, nameOrId: string): StackRecord | undefined {
    const { store } = this.host;
    const stackId = nameOrId.startsWith("arn:") ? nameOrId : this.#names.get(store, account, region, nameOrId);
    return stackId === undefined ? undefined : this.#stacks.get(store, account, region, stackId);
  }

  /** A stack that is there. */
  get(place: Place, stackId: string): StackRecord {
    const stack = this.find(place, stackId);
    if (!stack) throw stackDoesNotExist(stackId);
    return stack;
  }

  /** All stacks of an account and region, deleted ones too, the newest first. */
  list({ account, region }: Place): readonly StackRecord[] {
    const stacks = Array.from(this.#stacks.list(this.host.store, [account, region]));
    return stacks.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Every account and region that has stacks. */
  environments(): readonly Place[] {
    const environments: Place[] = [];
    const end = afterPrefix(this.#names.prefix);
    let start = this.#names.prefix;
    for (;;) {
      const [entry] = this.host.store.range({ start, end, limit: 1 });
      if (!entry) return environments;
      const { account, region } = parseArn(JSON.parse(entry[1]) as string);
      environments.push({ account, region });
      start = afterPrefix(this.#names.key(account, region));
    }
  }

  create(stack: StackRecord, templateBody: string | undefined, reason: string): void {
    this.host.store.transact((transaction) => {
      const { account, region, stackName, stackId } = stack;
      this.#names.put(transaction, [account, region, stackName], stackId);
      this.#putStack(transaction, stack);
      if (templateBody !== undefined) this.#templates.put(transaction, [stackId, "current"], templateBody);
      this.#appendStackEvent(transaction, stack, reason);
    });
  }

  /** Begins the creation of a stack that was under review. */
  beginCreation(stack: StackRecord, change: StackChange, templateBody: string): StackRecord {
    return this.host.store.transact((transaction) => {
      this.#templates.put(transaction, [stack.stackId, "current"], templateBody);
      return this.#change(transaction, stack, change);
    });
  }

  /** Changes a stack's record; a change of its status is an event. A member that is `undefined` is removed. */
  change(stack: StackRecord, change: StackChange): StackRecord {
    return this.host.store.transact((transaction) => this.#change(transaction, stack, change));
  }

  #change(transaction: Transaction, { account, region, stackId }: StackRecord, change: StackChange): StackRecord {
    const before = this.#stacks.get(transaction, account, region, stackId)!;
    const reason = change.status === undefined || "statusReason" in change ? {} : { statusReason: undefined };
    const after: StackRecord = { ...before, ...reason, ...change };
    this.#putStack(transaction, after);
    if (change.status !== undefined) this.#appendStackEvent(transaction, after, change.statusReason);
    return after;
  }

  /** Begins an update: remembers settings and template as they were, unless an earlier update still waits to settle. */
  beginUpdate(stack: StackRecord, change: StackChange, templateBody: string): StackRecord {
    return this.host.store.transact((transaction) => {
      const { stackId, description, parameters, capabilities, tags, notificationArns, roleArn } = stack;
      const settings = { description, parameters, capabilities, tags, notificationArns, roleArn };
      const previous = stack.previous ?? (settings as NonNullable<StackRecord["previous"]>);
      const current = this.#templates.get(transaction, stackId, "current");
      if (stack.previous === undefined && current !== undefined) {
        this.#templates.put(transaction, [stackId, "previous"], current);
      }
      this.#templates.put(transaction, [stackId, "current"], templateBody);
      return this.#change(transaction, stack, { ...change, previous });
    });
  }

  /** Takes the template and settings of before the failed update up again. */
  restorePrevious(stack: StackRecord): StackRecord {
    return this.host.store.transact((transaction) => {
      const template = this.#templates.get(transaction, stack.stackId, "previous");
      if (template !== undefined) this.#templates.put(transaction, [stack.stackId, "current"], template);
      this.#templates.delete(transaction, stack.stackId, "previous");
      const { previous, imports = [] } = this.#stacks.get(transaction, stack.account, stack.region, stack.stackId)!;
      this.#putImports(transaction, stack, imports);
      const settings = previous ? { description: undefined, roleArn: undefined, ...previous } : {};
      return this.#change(transaction, stack, { ...settings, previous: undefined });
    });
  }

  /** Ends an operation: its template is the one in force, and no resource counts as touched any more. */
  settle(stack: StackRecord, change: StackChange): StackRecord {
    return this.host.store.transact((transaction) => {
      this.#templates.delete(transaction, stack.stackId, "previous");
      for (const record of Array.from(this.#resources.list(transaction, [stack.stackId]))) {
        if (record.touched) {
          const { before: _before, attempted: _attempted, ...settled } = record;
          this.#putResource(transaction, stack.stackId, { ...settled, touched: false });
        }
      }
      return this.#change(transaction, stack, { ...change, previous: undefined, interrupted: undefined });
    });
  }

  /** Ends a deletion: the name is free; the stack can still be found by its id. */
  bury(stack: StackRecord, now: number): void {
    this.host.store.transact((transaction) => {
      const { account, region, stackName, stackId } = stack;
      this.#clearExports(transaction, stack);
      this.#clearImports(transaction, stack);
      this.#names.delete(transaction, account, region, stackName);
      this.#change(transaction, stack, { status: "DELETE_COMPLETE", deletedAt: now, outputs: [] });
      for (const changeSet of Array.from(this.#changeSets.list(transaction, [stackId]))) {
        if (changeSet.executionStatus === "AVAILABLE") {
          this.#changeSets.put(transaction, [stackId, changeSet.changeSetId], {
            ...changeSet,
            executionStatus: "OBSOLETE",
          });
        }
      }
    });
  }

  /** Removes a stack that was only under review. */
  forget(stack: StackRecord): void {
    this.host.store.transact((transaction) => {
      this.#forget(transaction, stack);
      this.#names.delete(transaction, stack.account, stack.region, stack.stackName);
    });
  }

  #forget(transaction: Transaction, { account, region, stackId }: StackRecord): void {
    this.#stacks.delete(transaction, account, region, stackId);
    for (const collection of [this.#resources, this.#events, this.#templates, this.#changeSets]) {
      collection.clear(transaction, stackId);
    }
  }

  template(stackId: string, version: TemplateVersion = "current"): string | undefined {
    return this.#templates.get(this.host.store, stackId, version);
  }

  resources(stackId: string): readonly ResourceRecord[] {
    return Array.from(this.#resources.list(this.host.store, [stackId]));
  }

  resource(stackId: string, logicalId: string): ResourceRecord | undefined {
    return this.#resources.get(this.host.store, stackId, logicalId);
  }

  /** The texts, as JSON writes them, that resources of the stack want masked. */
  secrets(stackId: string): readonly string[] {
    const masked = this.resources(stackId).filter(({ current }) => current?.noEcho);
    const values = masked.flatMap(({ current }) => Object.values(current!.attributes));
    return values.map((value) => JSON.stringify(String(value)).slice(1, -1)).filter((text) => text !== "");
  }

  /** Writes a resource's record and the events that tell of it, in one step. */
  putResource(stack: StackRecord, record: ResourceRecord, events: readonly ResourceEvent[]): void {
    this.host.store.transact((transaction) => {
      this.#putResource(transaction, stack.stackId, record);
      for (const event of events) this.#appendResourceEvent(transaction, stack, record, event);
    });
  }

  /** Removes a resource's record, with a last event. */
  removeResource(stack: StackRecord, record: ResourceRecord, events: readonly ResourceEvent[]): void {
    this.host.store.transact((transaction) => {
      this.#resources.delete(transaction, stack.stackId, record.logicalId);
      for (const event of events) this.#appendResourceEvent(transaction, stack, record, event);
    });
  }

  /** A stack's events, the newest first. */
  events(stackId: string): Iterable<EventRecord> {
    return this.#events.list(this.host.store, [stackId], { reverse: true });
  }

  exports({ account, region }: Place): readonly ExportRecord[] {
    return Array.from(this.#exports.list(this.host.store, [account, region]));
  }

  export({ account, region }: Place, name: string): ExportRecord | undefined {
    return this.#exports.get(this.host.store, account, region, name);
  }

  /** Names of the stacks that import an export. */
  importers({ account, region }: Place, exportName: string): readonly string[] {
    return Array.from(this.#imports.list(this.host.store, [account, region, exportName]));
  }

  /** Sets what a stack exports and imports from now on. */
  setExchange(stack: StackRecord, exported: readonly ExportRecord[], imported: ReadonlySet<string>): void {
    const { account, region } = stack;
    this.host.store.transact((transaction) => {
      this.#clearExports(transaction, stack);
      for (const record of exported) this.#exports.put(transaction, [account, region, record.name], record);
      this.#putImports(transaction, stack, [...imported]);
      this.#change(transaction, stack, { imports: [...imported] });
    });
  }

  #putImports(transaction: Transaction, stack: StackRecord, names: readonly string[]): void {
    const { account, region, stackId, stackName } = stack;
    this.#clearImports(transaction, stack);
    for (const name of names) this.#imports.put(transaction, [account, region, name, stackId], stackName);
  }

  /** Notes that a stack under way uses an export, so that nobody deletes it meanwhile. */
  addImport({ account, region, stackId, stackName }: StackRecord, exportName: string): void {
    if (this.#imports.has(this.host.store, account, region, exportName, stackId)) return;
    this.host.store.transact((transaction) => {
      this.#imports.put(transaction, [account, region, exportName, stackId], stackName);
    });
  }

  #clearExports(transaction: Transaction, { account, region, stackId }: StackRecord): void {
    for (const record of Array.from(this.#exports.list(transaction, [account, region]))) {
      if (record.stackId === stackId) this.#exports.delete(transaction, account, region, record.name);
    }
  }

  #clearImports(transaction: Transaction, { account, region, stackId }: StackRecord): void {
    for (const { name } of Array.from(this.#exports.list(transaction, [account, region]))) {
      this.#imports.delete(transaction, account, region, name, stackId);
    }
  }

  changeSets(stackId: string): readonly ChangeSetRecord[] {
    return Array.from(this.#changeSets.list(this.host.store, [stackId]));
  }

  putChangeSet(changeSet: ChangeSetRecord, templateBody?: string): void {
    this.host.store.transact((transaction) => {
      const { stackId, changeSetId } = changeSet;
      this.#changeSets.put(transaction, [stackId, changeSetId], changeSet);
      if (templateBody !== undefined) this.#templates.put(transaction, [stackId, changeSetId], templateBody);
    });
  }

  changeSetTemplate({ stackId, changeSetId }: ChangeSetRecord): string | undefined {
    return this.#templates.get(this.host.store, stackId, changeSetId);
  }

  deleteChangeSet({ stackId, changeSetId }: ChangeSetRecord): void {
    this.host.store.transact((transaction) => {
      this.#changeSets.delete(transaction, stackId, changeSetId);
      this.#templates.delete(transaction, stackId, changeSetId);
    });
  }

  /**
   * After a start: stacks in the middle of an operation that the end of the process cut off are marked as failed, with
   * all that was done kept; the ones given back were only cleaning up, which goes on. Stacks deleted 90 days ago go.
   */
  recover(now: number): readonly StackRecord[] {
    return this.host.store.transact((transaction) => {
      const cleaning: StackRecord[] = [];
      for (const stack of Array.from(this.#stacks.list(transaction))) {
        if (stack.deletedAt !== undefined && stack.status === "DELETE_COMPLETE") {
          if (stack.deletedAt < now - deletedStackRetention) this.#forget(transaction, stack);
        } else if (stack.status === "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") {
          // A nested stack's turn comes with the outer one's.
          if (!awaitsOuter(stack)) cleaning.push(stack);
        } else if (isInProgress(stack.status)) {
          this.#interrupt(transaction, stack, now);
        }
      }
      return cleaning;
    });
  }

  #interrupt(transaction: Transaction, stack: StackRecord, now: number): void {
    const reason = "Virga ended in the middle of the operation";
    for (const record of Array.from(this.#resources.list(transaction, [stack.stackId]))) {
      if (!isInProgress(record.status)) continue;
      const status = record.status.replace("_IN_PROGRESS", "_FAILED");
      const failed = { ...record, status, statusReason: reason, updatedAt: now };
      this.#putResource(transaction, stack.stackId, failed);
      this.#appendResourceEvent(transaction, stack, failed, { status, reason });
    }
    const status = interruptedStatus(stack.status);
    this.#change(transaction, stack, { status, statusReason: reason, interrupted: true });
  }

  #putStack(transaction: Transaction, stack: StackRecord): void {
    this.#stacks.put(transaction, [stack.account, stack.region, stack.stackId], stack);
  }

  #putResource(transaction: Transaction, stackId: string, record: ResourceRecord): void {
    this.#resources.put(transaction, [stackId, record.logicalId], record);
  }

  #appendStackEvent(transaction: Transaction, stack: StackRecord, reason: string | undefined): void {
    this.#append(transaction, {
      eventId: this.host.ids.uuid(),
      stackId: stack.stackId,
      stackName: stack.stackName,
      logicalId: stack.stackName,
      physicalId: stack.stackId,
      type: stackType,
      status: stack.status,
      ...(reason === undefined ? {} : { reason }),
      timestamp: this.host.clock.now(),
      ...tokenOf(stack),
    });
  }

  #appendResourceEvent(
    transaction: Transaction,
    stack: StackRecord,
    record: ResourceRecord,
    event: ResourceEvent,
  ): void {
    const timestamp = this.host.clock.now();
    const at = new Date(timestamp).toISOString();
    this.#append(transaction, {
      eventId: `${record.logicalId}-${event.status}-${at}`,
      stackId: stack.stackId,
      stackName: stack.stackName,
      logicalId: record.logicalId,
      physicalId: event.physicalId ?? record.current?.physicalId ?? "",
      type: event.type ?? record.type,
      status: event.status,
      ...(event.reason === undefined ? {} : { reason: event.reason }),
      ...(event.properties === undefined ? {} : { properties: JSON.stringify(event.properties) }),
      timestamp,
      ...tokenOf(stack),
    });
  }

  #append(transaction: Transaction, event: EventRecord): void {
    const [last] = this.#events.list(transaction, [event.stackId], { reverse: true, limit: 1 });
    const sequence = (last?.sequence ?? 0) + 1;
    this.#events.put(transaction, [event.stackId, sequence], { ...event, sequence });
  }
}

function tokenOf({ clientRequestToken }: StackRecord): Pick<EventRecord, "clientRequestToken"> {
  return clientRequestToken === undefined ? {} : { clientRequestToken };
}

/** A step of a resource as its events tell it. */
export interface ResourceEvent {
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}
