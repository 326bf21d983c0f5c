import type { RoutingConfigurationListItem } from "@aws-sdk/client-sfn";
import type { StoreReader } from "../../kernel/store.ts";
import { invalidArn, referencedResourceNotFound, validation } from "./errors.ts";
import { type MachineReference, machineArn, parseMachineArn } from "./model.ts";
import type { AliasRecord, RouteRecord } from "./records.ts";
import type { StatesState } from "./state.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html */

/** `...:stateMachine:<name>:<alias>` */
export function aliasArn(reference: MachineReference, name: string): string {
  return machineArn({ ...reference, qualifier: name });
}

/** The versions that an alias routes to, and the state machine that has them. */
export interface Routing {
  readonly machine: MachineReference;
  readonly routes: readonly RouteRecord[];
}

/** Checks a routing configuration, which must be of the state machine `owner` if one is given. @throws AwsError ValidationException, or ResourceNotFound if there is no such version */
export function readRouting(
  state: StatesState,
  reader: StoreReader,
  items: readonly RoutingConfigurationListItem[],
  owner?: MachineReference,
): Routing {
  const arns = items.map(({ stateMachineVersionArn = "" }) => stateMachineVersionArn);
  const weights = items.map(({ weight = 0 }) => weight);
  const references = arns.map(parseMachineArn);
  if (references.some(({ qualifier }) => !/^\d+$/.test(qualifier ?? ""))) {
    throw validation(`Routing configuration must contain state machine version ARNs. Received: [${arns.join(", ")}]`);
  }
  if (new Set(arns).size < arns.length) {
    const message = "Routing configuration must contain distinct state machine version ARNs.";
    throw validation(`${message} Received: [${arns.join(", ")}]`);
  }
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw validation(`Sum of routing configuration weights must equal 100. Received: [${weights.join(", ")}]`);
  }
  const machine = owner ?? references[0]!;
  if (references.some((reference) => machineOf(reference) !== machineOf(machine))) {
    throw validation("Routing configuration must contain versions of one state machine.");
  }
  for (const reference of references) if (!state.version(reference, reader)) throw referencedResourceNotFound();
  const routes = references.map(({ qualifier }, index) => ({ version: Number(qualifier), weight: weights[index]! }));
  return { machine, routes };
}

function machineOf({ account, region, name }: MachineReference): string {
  return machineArn({ account, region, name });
}

/** The alias with this ARN. @throws AwsError InvalidArn for other ARNs, ResourceNotFound if there is none */
export function requireAlias(
  state: StatesState,
  reader: StoreReader,
  arn: string,
): { readonly reference: MachineReference; readonly alias: AliasRecord } {
  const reference = parseMachineArn(arn);
  if (reference.qualifier === undefined) throw invalidArn(`Invalid ARN: ${arn}`);
  const alias = state.alias(reference, reader);
  if (!alias) throw referencedResourceNotFound();
  return { reference, alias };
}

/** The version that one start goes to; `draw` is a number from 0 to 1. */
export function routedVersion({ routes }: AliasRecord, draw: number): number {
  let left = draw * 100;
  for (const { version, weight } of routes) {
    if (left < weight) return version;
    left -= weight;
  }
  return routes.at(-1)!.version;
}

/** A routing configuration as answers have it. */
export function routingConfiguration(reference: MachineReference, { routes }: AliasRecord) {
  return routes.map(({ version, weight }) => ({
    stateMachineVersionArn: machineArn({ ...reference, qualifier: String(version) }),
    weight,
  }));
}
