import { describeDiagnostics, type Json, type JsonObject, parseDefinition, parseJson, parseResource } from "@virga/asl";
import type { SupportCall } from "../../kernel/resource-type.ts";
import { describeTask } from "./engine/task-runner.ts";
import type { MachineType } from "./records.ts";

/**
 * What is known to be wrong with a definition before its state machine is created: features and task resources that
 * Virga does not have, and, if all of the definition is known, what AWS would refuse.
 */
export function problemsOf(definition: string, type: MachineType, call: SupportCall): readonly string[] {
  const parsed = parseDefinition(definition, type);
  const features = parsed.outcome === "program" ? [] : parsed.features;
  const diagnostics = parsed.outcome === "invalid" ? parsed.diagnostics : [];
  const isJson = diagnostics.every(({ code }) => code !== "INVALID_JSON_DESCRIPTION");
  return [
    ...features.map((feature) => `definition: ${feature}`),
    ...(isJson ? unsupportedTasks(definition, call) : []),
    ...(call.complete && diagnostics.length > 0 ? [`invalid definition: ${describeDiagnostics(diagnostics)}`] : []),
  ];
}

function unsupportedTasks(definition: string, { bus }: SupportCall): string[] {
  const problems: string[] = [];
  for (const { location, resource } of tasksIn(parseJson(definition), "")) {
    const parsed = parseResource(resource);
    if (typeof parsed === "object" && !describeTask(bus, parsed)) {
      problems.push(`definition: task resource ${resource} at ${location}`);
    }
  }
  return problems;
}

interface PlacedTask {
  /** As in `/States/Check`. */
  readonly location: string;
  readonly resource: string;
}

/** The tasks of a block of states and of the blocks inside its states. */
function* tasksIn(block: Json | undefined, location: string): Generator<PlacedTask> {
  for (const [name, state] of Object.entries(objectOf(objectOf(block).States))) {
    const { Type, Resource, Branches, ItemProcessor, Iterator } = objectOf(state);
    const place = `${location}/States/${name}`;
    if (Type === "Task" && typeof Resource === "string") yield { location: place, resource: Resource };
    const branches = Array.isArray(Branches) ? Branches : [];
    for (const [index, branch] of branches.entries()) yield* tasksIn(branch, `${place}/Branches[${index}]`);
    yield* tasksIn(ItemProcessor, `${place}/ItemProcessor`);
    yield* tasksIn(Iterator, `${place}/Iterator`);
  }
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
