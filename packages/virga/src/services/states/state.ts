import { type ExecutionState, type HistoryEvent, restoreExecution, serializeExecution } from "@virga/asl";
import { Collection } from "../../kernel/collection.ts";
import { afterPrefix } from "../../kernel/keys.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { executionDoesNotExist, machineDoesNotExist } from "./errors.ts";
import { type ExecutionReference, type MachineReference, machineArn, type Place, parseExecutionArn } from "./model.ts";
import type {
  AliasRecord,
  ExecutionRecord,
  ExpressRecord,
  MachineRecord,
  Revision,
  TaskReference,
  VersionRecord,
} from "./records.ts";

/** How many parsed state machines and revisions are kept. */
const mostParsed = 1_000;

type RevisionReference = Pick<ExecutionRecord, "machineArn" | "revisionId">;

/** All that Step Functions remembers; the only part of the service that touches the store. */
export class StatesState {
  readonly store: Store;
  readonly #machines = new Collection<MachineRecord>("states", "machines");
  /** State machines as they were parsed last: each start of an execution reads one, and definitions are long. */
  readonly #parsed = new Map<string, { readonly text: string; readonly machine: MachineRecord }>();
  /** Revisions never change. */
  readonly #parsedRevisions = new Map<string, Revision>();
  readonly #revisions = new Collection<Revision>("states", "revisions");
  readonly #versions = new Collection<VersionRecord>("states", "versions");
  readonly #aliases = new Collection<AliasRecord>("states", "aliases");
  readonly #executions = new Collection<ExecutionRecord>("states", "executions");
  readonly #started = new Collection<string>("states", "started");
  readonly #starts = new Collection<number>("states", "starts");
  readonly #running = new Collection<string>("states", "running");
  readonly #history = new Collection<HistoryEvent>("states", "history");
  readonly #express = new Collection<ExpressRecord>("states", "express");
  readonly #tokens = new Collection<TaskReference>("states", "tokens");

  constructor(store: Store) {
    this.store = store;
  }

  machine({ account, region, name }: MachineReference, reader: StoreReader = this.store): MachineRecord | undefined {
    const key = this.#machines.key(account, region, name);
    const text = reader.get(key);
    if (text === undefined) return undefined;
    const kept = this.#parsed.get(key);
    if (kept?.text === text) return kept.machine;
    const machine = JSON.parse(text) as MachineRecord;
    if (this.#parsed.size >= mostParsed) this.#parsed.clear();
    this.#parsed.set(key, { text, machine });
    return machine;
  }

  /** The state machine, or StateMachineDoesNotExist. */
  requireMachine(reference: MachineReference, reader: StoreReader = this.store): MachineRecord {
    const machine = this.machine(reference, reader);
    if (!machine) throw machineDoesNotExist(machineArn(reference));
    return machine;
  }

  machines({ account, region }: Place, after?: string): Iterable<MachineRecord> {
    const options = after === undefined ? {} : { after: [account, region, after] };
    return this.#machines.list(this.store, [account, region], options);
  }

  putMachine(transaction: Transaction, { account, region }: Place, machine: MachineRecord): void {
    this.#machines.put(transaction, [account, region, machine.name], machine);
    this.#revisions.put(transaction, [machine.arn, machine.revision.revisionId], machine.revision);
  }

  deleteMachine(transaction: Transaction, { account, region, name }: MachineReference): void {
    this.#machines.delete(transaction, account, region, name);
    this.#versions.clear(transaction, account, region, name);
    this.#aliases.clear(transaction, account, region, name);
  }

  /** The revision that an execution runs. */
  revision({ machineArn: arn, revisionId }: RevisionReference, reader: StoreReader = this.store): Revision {
    const kept = this.#parsedRevisions.get(revisionId);
    if (kept) return kept;
    const revision = this.#revisions.get(reader, arn, revisionId);
    if (!revision) throw machineDoesNotExist(arn);
    if (this.#parsedRevisions.size >= mostParsed) this.#parsedRevisions.clear();
    this.#parsedRevisions.set(revisionId, revision);
    return revision;
  }

  version({ account, region, name, qualifier }: MachineReference, reader: StoreReader = this.store) {
    const number = /^\d+$/.test(qualifier ?? "") ? Number(qualifier) : undefined;
    return number === undefined ? undefined : this.#versions.get(reader, account, region, name, number);
  }

  /** The versions of a state machine, the newest first. */
  versions({ account, region, name }: MachineReference, after?: number, reader: StoreReader = this.store) {
    const id = [account, region, name];
    const options = after === undefined ? { reverse: true } : { reverse: true, after: [...id, after] };
    return this.#versions.list(reader, id, options);
  }

  putVersion(transaction: Transaction, { account, region, name }: MachineReference, version: VersionRecord): void {
    this.#versions.put(transaction, [account, region, name, version.number], version);
  }

  deleteVersion(transaction: Transaction, { account, region, name }: MachineReference, number: number): void {
    this.#versions.delete(transaction, account, region, name, number);
  }

  /** The alias that the reference's qualifier names. */
  alias({ account, region, name, qualifier }: MachineReference, reader: StoreReader = this.store) {
    return qualifier === undefined ? undefined : this.#aliases.get(reader, account, region, name, qualifier);
  }

  /** The aliases of a state machine by name. */
  aliases({ account, region, name }: MachineReference, after?: string, reader: StoreReader = this.store) {
    const id = [account, region, name];
    return this.#aliases.list(reader, id, after === undefined ? {} : { after: [...id, after] });
  }

  putAlias(transaction: Transaction, { account, region, name }: MachineReference, alias: AliasRecord): void {
    this.#aliases.put(transaction, [account, region, name, alias.name], alias);
  }

  deleteAlias(transaction: Transaction, { account, region, name }: MachineReference, alias: string): void {
    this.#aliases.delete(transaction, account, region, name, alias);
  }

  execution(reference: ExecutionReference, reader: StoreReader = this.store): ExecutionRecord | undefined {
    return this.#executions.get(reader, reference.account, reference.region, reference.machine, reference.name);
  }

  /** The execution with this ARN, or ExecutionDoesNotExist. */
  requireExecution(arn: string, reader: StoreReader = this.store): ExecutionRecord {
    const execution = this.execution(parseExecutionArn(arn), reader);
    if (!execution) throw executionDoesNotExist(arn);
    return execution;
  }

  /** The executions of a state machine, those started last first; `after` is the sequence number to go on after. */
  *executions({ account, region, name }: MachineReference, after?: number): Generator<ExecutionRecord> {
    const id = [account, region, name];
    const options = after === undefined ? { reverse: true } : { reverse: true, after: [...id, after] };
    for (const found of this.#started.list(this.store, id, options)) {
      const execution = this.execution({ account, region, machine: name, name: found });
      if (execution) yield execution;
    }
  }

  /** Adds a new execution; gives it with its sequence number. */
  addExecution(transaction: Transaction, made: Omit<ExecutionRecord, "sequence">): ExecutionRecord {
    const { account, region, machine, name } = parseExecutionArn(made.arn);
    const sequence = (this.#starts.get(transaction, account, region, machine) ?? 0) + 1;
    const execution = { ...made, sequence };
    this.#starts.put(transaction, [account, region, machine], sequence);
    this.#started.put(transaction, [account, region, machine, sequence], name);
    this.putExecution(transaction, execution);
    return execution;
  }

  putExecution(transaction: Transaction, execution: ExecutionRecord): void {
    const { account, region, machine, name } = parseExecutionArn(execution.arn);
    this.#executions.put(transaction, [account, region, machine, name], execution);
  }

  /** The ARNs of the executions that are running. */
  runningExecutions(): string[] {
    const start = this.#running.prefix;
    const entries = this.store.range({ start, end: afterPrefix(start) });
    return Array.from(entries, ([, text]) => restoreExecution(text).identity.executionArn);
  }

  /** Where a running execution stands; undefined if it is not running. */
  progress(reader: StoreReader, arn: string): ExecutionState | undefined {
    const text = reader.get(this.#running.key(arn));
    return text === undefined ? undefined : restoreExecution(text);
  }

  putProgress(transaction: Transaction, state: ExecutionState): void {
    const arn = state.identity.executionArn;
    if (state.status === "RUNNING") transaction.put(this.#running.key(arn), serializeExecution(state));
    else this.#running.delete(transaction, arn);
  }

  /** The asynchronous Express executions that are running. */
  expressExecutions(): readonly ExpressRecord[] {
    return Array.from(this.#express.list(this.store));
  }

  putExpress(record: ExpressRecord): void {
    this.store.transact((transaction) => this.#express.put(transaction, [record.arn], record));
  }

  deleteExpress(arn: string): void {
    this.store.transact((transaction) => this.#express.delete(transaction, arn));
  }

  addEvent(transaction: Transaction, arn: string, event: HistoryEvent): void {
    this.#history.put(transaction, [arn, event.id], event);
  }

  /** An execution's history, in its order or from its end. */
  history(arn: string, reverse: boolean, after?: number): Iterable<HistoryEvent> {
    const options = after === undefined ? { reverse } : { reverse, after: [arn, after] };
    return this.#history.list(this.store, [arn], options);
  }

  /** Whether a task still waits for its answer. */
  waitsFor({ executionArn, task }: TaskReference): boolean {
    const progress = this.progress(this.store, executionArn);
    return Object.values(progress?.threads ?? {}).some((thread) => thread.task?.id === task);
  }

  /** The task that waits for an answer with this token. */
  tokenTask(token: string, reader: StoreReader = this.store): TaskReference | undefined {
    return this.#tokens.get(reader, token);
  }

  putToken(transaction: Transaction, token: string, task: TaskReference): void {
    this.#tokens.put(transaction, [token], task);
  }
}
