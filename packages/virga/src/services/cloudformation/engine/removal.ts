import type { ProvisionedResource, ResourceRecord, StackRecord } from "../model.ts";
import type { CloudFormationState, ResourceEvent } from "../state.ts";
import { type DependencyGraph, reversed, walkGraph } from "../template/graph.ts";
import { isSamePhysicalResource, type Provisioner } from "./provisioner.ts";

/** How many resources of a stack are worked on at a time. */
export const concurrency = 16;

export interface RemovalOptions {
  readonly state: CloudFormationState;
  readonly stack: StackRecord;
  readonly provisioner: Provisioner;
}

/** What is to be deleted of one logical resource. */
interface Removal {
  readonly logicalId: string;
  readonly leftovers: readonly { readonly resource: ProvisionedResource; readonly retain: boolean }[];
  /** Whether the logical resource itself goes, and if its physical resource stays then. */
  readonly whole: boolean;
  readonly retain: boolean;
}

/** Deletes all resources of a stack, those that depend on others first. Gives the logical ids that failed. */
export function removeAll(
  options: RemovalOptions,
  retains: (record: ResourceRecord, resource: ProvisionedResource) => boolean,
): Promise<readonly string[]> {
  const records = options.state.resources(options.stack.stackId);
  const removals = records.map((record): Removal => {
    const retain = record.current !== undefined && retains(record, record.current);
    const leftovers = unwanted(record).map((resource) => ({ resource, retain: false }));
    return { logicalId: record.logicalId, leftovers, whole: true, retain };
  });
  return remove(options, records, removals);
}

/** Deletes what an update has replaced or taken out of the stack. */
export function removeReplaced(options: RemovalOptions, wanted: DependencyGraph): Promise<readonly string[]> {
  const records = options.state.resources(options.stack.stackId);
  const removals = records.map((record): Removal => {
    const keeps = record.current?.updateReplacePolicy === "Retain";
    const leftovers = unwanted(record).map((resource) => ({ resource, retain: keeps }));
    const whole = !wanted.has(record.logicalId);
    const retain = record.current !== undefined && isRetained(record.current);
    return { logicalId: record.logicalId, leftovers, whole, retain };
  });
  return remove(options, records, removals);
}

/** Deletes what a failed update had created. */
export function removeLeftovers(options: RemovalOptions): Promise<readonly string[]> {
  const records = options.state.resources(options.stack.stackId);
  const removals = records.map(({ logicalId, leftovers, current }): Removal => {
    const each = leftovers.map((resource) => ({ resource, retain: false }));
    return { logicalId, leftovers: each, whole: current === undefined, retain: false };
  });
  return remove(options, records, removals);
}

/** Whether a resource stays when it leaves its stack. */
export function isRetained({ deletionPolicy }: ProvisionedResource): boolean {
  return deletionPolicy === "Retain" || deletionPolicy === "RetainExceptOnCreate";
}

/** The physical resources of a logical one that its current one has replaced. */
function unwanted({ current, before, leftovers }: ResourceRecord): readonly ProvisionedResource[] {
  const old = before ? [...leftovers, before] : leftovers;
  return old.filter((resource) => !current || !isSamePhysicalResource(resource, current));
}

async function remove(
  { state, stack, provisioner }: RemovalOptions,
  records: readonly ResourceRecord[],
  removals: readonly Removal[],
): Promise<readonly string[]> {
  const due = new Map(removals.filter(isDue).map((removal) => [removal.logicalId, removal]));
  const graph = reversed(dependencies(records, (logicalId) => due.has(logicalId)));
  const work = async (logicalId: string) => {
    const { leftovers, whole, retain } = due.get(logicalId)!;
    for (const leftover of leftovers) {
      const done = (record: ResourceRecord, events: readonly ResourceEvent[]) => {
        const { before: _before, ...rest } = record;
        const left = record.leftovers.filter((resource) => !isSamePhysicalResource(resource, leftover.resource));
        state.putResource(stack, { ...rest, ...settledStatus(records, logicalId), leftovers: left }, events);
      };
      await provisioner.delete(state.resource(stack.stackId, logicalId)!, leftover.resource, { ...leftover, done });
    }
    if (!whole) return;
    const record = state.resource(stack.stackId, logicalId)!;
    if (!record.current) state.removeResource(stack, record, []);
    else {
      const done = (last: ResourceRecord, events: readonly ResourceEvent[]) =>
        state.removeResource(stack, last, events);
      await provisioner.delete(record, record.current, { retain, done });
    }
  };
  const failures = await walkGraph(graph, work, { concurrency, stopOnFailure: false });
  return failures.map(({ node }) => node);
}

function isDue({ leftovers, whole }: Removal): boolean {
  return whole || leftovers.length > 0;
}

/** A logical resource that stays keeps the status it had before its replaced one was deleted. */
function settledStatus(records: readonly ResourceRecord[], logicalId: string) {
  const { status, statusReason } = records.find((record) => record.logicalId === logicalId)!;
  return { status, statusReason };
}

function dependencies(records: readonly ResourceRecord[], includes: (logicalId: string) => boolean): DependencyGraph {
  const graph = new Map<string, ReadonlySet<string>>();
  for (const { logicalId, current, before, leftovers } of records) {
    if (!includes(logicalId)) continue;
    const resources = [current, before, ...leftovers].filter((resource) => resource !== undefined);
    const names = resources
      .flatMap(({ dependsOn }) => dependsOn)
      .filter((name) => name !== logicalId && includes(name));
    graph.set(logicalId, new Set(names));
  }
  return graph;
}
