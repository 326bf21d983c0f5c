import { validationError } from "../errors.ts";
import type { ExportRecord, StackOutput, StackRecord } from "../model.ts";
import type { CloudFormationState } from "../state.ts";
import { Evaluator } from "../template/evaluation.ts";
import { scalarText } from "../template/functions.ts";
import { type DependencyGraph, dependencyGraph } from "../template/graph.ts";
import type { OutputDeclaration, Template } from "../template/model.ts";
import { constructPath } from "../template/support.ts";
import { isIncluded } from "./preparation.ts";
import type { DesiredResource } from "./provisioner.ts";
import { LiveScope } from "./scopes.ts";

/** A template applied to a stack: what is wanted, evaluated while the stack is being provisioned. */
export class Deployment {
  readonly template: Template;
  readonly graph: DependencyGraph;
  readonly #scope: LiveScope;
  readonly #evaluator: Evaluator;

  constructor(state: CloudFormationState, stack: StackRecord, template: Template) {
    this.template = template;
    this.#scope = new LiveScope(state, stack, template);
    this.#evaluator = new Evaluator(this.#scope);
    this.graph = dependencyGraph(template, {
      includes: (logicalId) => isIncluded(template, this.#evaluator, logicalId),
      chooses: (condition) => this.#evaluator.condition(condition),
    });
  }

  /** The names of the exports read so far. */
  get imported(): ReadonlySet<string> {
    return this.#scope.imported;
  }

  /** A resource with its properties resolved; all it depends on must be there. */
  resource(logicalId: string): DesiredResource {
    const declaration = this.template.resources.get(logicalId)!;
    const path = constructPath(declaration);
    return {
      logicalId,
      type: declaration.type,
      properties: this.#evaluator.evaluateObject(declaration.properties),
      dependsOn: [...(this.graph.get(logicalId) ?? [])],
      deletionPolicy: declaration.deletionPolicy,
      updateReplacePolicy: declaration.updateReplacePolicy,
      ...(declaration.metadata === undefined ? {} : { metadata: JSON.stringify(declaration.metadata) }),
      ...(path === undefined ? {} : { constructPath: path }),
    };
  }

  /** The stack's outputs; all its resources must be there. */
  outputs(): readonly StackOutput[] {
    const included = Array.from(this.template.outputs.values()).filter(
      ({ condition }) => condition === undefined || this.#evaluator.condition(condition),
    );
    return included.map((output) => this.#output(output));
  }

  #output(output: OutputDeclaration): StackOutput {
    const { name, description } = output;
    const value = this.#text(name, "Value", output.value);
    const exportName =
      output.exportName === undefined ? {} : { exportName: this.#text(name, "Name", output.exportName) };
    return { key: name, value, ...(description === undefined ? {} : { description }), ...exportName };
  }

  #text(output: string, field: string, value: OutputDeclaration["value"]): string {
    const text = scalarText(this.#evaluator.evaluate(value));
    if (text !== undefined) return text;
    throw validationError(
      `Template format error: Output ${output} is malformed. The ${field} field of every Outputs member must evaluate to a String.`,
    );
  }
}

/** Checks what a stack is about to export against the exports of others and against those who import from it. */
export function checkExports(
  state: CloudFormationState,
  stack: StackRecord,
  outputs: readonly StackOutput[],
): readonly ExportRecord[] {
  const { stackId } = stack;
  const exported: ExportRecord[] = [];
  for (const { exportName: name, value } of outputs) {
    if (name === undefined) continue;
    const existing = state.export(stack, name);
    if (existing && existing.stackId !== stackId) {
      const owner = /:stack\/([^/]+)\//.exec(existing.stackId)?.[1] ?? existing.stackId;
      throw validationError(`Export with name ${name} is already exported by stack ${owner}`);
    }
    if (existing && existing.value !== value) {
      const importers = state.importers(stack, name);
      if (importers.length > 0) {
        throw validationError(`Export ${name} cannot be updated as it is in use by ${listNames(importers)}`);
      }
    }
    exported.push({ name, value, stackId });
  }
  const kept = new Set(exported.map(({ name }) => name));
  rejectImportedExports(state, stack, (name) => !kept.has(name));
  return exported;
}

/** Refuses that exports go which other stacks import. */
export function rejectImportedExports(
  state: CloudFormationState,
  stack: StackRecord,
  goes: (exportName: string) => boolean,
): void {
  for (const { name, stackId } of state.exports(stack)) {
    if (stackId !== stack.stackId || !goes(name)) continue;
    const importers = state.importers(stack, name);
    if (importers.length > 0) {
      throw validationError(
        `Delete canceled. Cannot delete export ${name} as it is in use by ${listNames(importers)}.`,
      );
    }
  }
}

function listNames(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
