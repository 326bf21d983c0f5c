import type { CallContext } from "../../../kernel/bus.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";
import type { ProvisionedResource, ResourceChangeRecord, StackRecord } from "../model.ts";
import type { CloudFormationState } from "../state.ts";
import { Evaluator } from "../template/evaluation.ts";
import type { ResourceDeclaration, Template } from "../template/model.ts";
import { sameValue } from "../template/values.ts";
import { changedProperties } from "./change.ts";
import { resolveDynamicReferences } from "./parameter-store.ts";
import { isIncluded, type Preparation } from "./preparation.ts";
import { PreviewScope } from "./scopes.ts";

export interface PreviewOptions {
  readonly state: CloudFormationState;
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  readonly stack: StackRecord;
  /** As whom the parameter store is read. */
  readonly call: CallContext;
}

type Properties = Readonly<Record<string, unknown>>;

/** What stands in a change set for a value that only executing it will tell. */
const knownAfterApply = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** What executing a change set would do to the stack's resources. */
export async function previewChanges(
  options: PreviewOptions,
  preparation: Preparation,
): Promise<readonly ResourceChangeRecord[]> {
  // A replaced resource changes what its dependents see, which may replace them, too: until nothing new turns up.
  let replaced = new Set<string>();
  for (;;) {
    const changes = await new Preview(options, preparation, replaced).changes();
    const found = new Set(
      changes.filter(({ replacement }) => replacement === "True").map(({ logicalId }) => logicalId),
    );
    if (found.size <= replaced.size) return changes;
    replaced = found;
  }
}

/** The changes on the assumption that certain resources are replaced. */
class Preview {
  readonly #options: PreviewOptions;
  readonly #template: Template;
  readonly #scope: PreviewScope;
  readonly #evaluator: Evaluator;

  constructor(options: PreviewOptions, { template, parameters }: Preparation, replaced: ReadonlySet<string>) {
    this.#options = options;
    this.#template = template;
    const { state, stack } = options;
    this.#scope = new PreviewScope({ state, place: stack, template, parameters, replaced, guess: knownAfterApply });
    this.#evaluator = new Evaluator(this.#scope);
  }

  async changes(): Promise<readonly ResourceChangeRecord[]> {
    const { state, stack } = this.#options;
    const changes: ResourceChangeRecord[] = [];
    const included = new Set<string>();
    for (const declaration of this.#template.resources.values()) {
      const { logicalId } = declaration;
      if (!isIncluded(this.#template, this.#evaluator, logicalId)) continue;
      included.add(logicalId);
      const current = state.resource(stack.stackId, logicalId)?.current;
      const change = current ? await this.#modification(declaration, current) : await this.#addition(declaration);
      if (change) changes.push(change);
    }
    for (const { logicalId, type, current } of state.resources(stack.stackId)) {
      if (included.has(logicalId) || !current) continue;
      const { physicalId, properties: before } = current;
      changes.push({ action: "Remove", logicalId, physicalId, type, properties: [], attributes: [], before });
    }
    return changes;
  }

  async #addition(declaration: ResourceDeclaration): Promise<ResourceChangeRecord> {
    const { logicalId, type } = declaration;
    const { properties: after } = await this.#evaluate(declaration);
    return { action: "Add", logicalId, type, properties: [], attributes: [], after };
  }

  async #modification(
    declaration: ResourceDeclaration,
    current: ProvisionedResource,
  ): Promise<ResourceChangeRecord | undefined> {
    const { logicalId, type } = declaration;
    const { properties: after, isGuessed } = await this.#evaluate(declaration);
    const { physicalId, properties: before } = current;
    const common = { action: "Modify" as const, logicalId, physicalId, type, before, after };
    const resourceType = this.#options.resourceTypes.get(type);
    if (type !== current.type || !resourceType) {
      return { ...common, replacement: "True", properties: [], attributes: ["Properties"] };
    }
    const properties = changedProperties(before, after, resourceType);
    const attributes = changedAttributes(declaration, current, properties.length > 0);
    if (attributes.length === 0) return undefined;
    const recreated = properties.some(({ recreation }) => recreation === "Always");
    const replacement = recreated ? (isGuessed ? "Conditional" : "True") : "False";
    return { ...common, replacement, properties, attributes };
  }

  async #evaluate({ properties }: ResourceDeclaration): Promise<{ properties: Properties; isGuessed: boolean }> {
    const guesses = this.#scope.guesses;
    try {
      const evaluated = this.#evaluator.evaluateObject(properties);
      const { state, call } = this.#options;
      const resolved = await resolveDynamicReferences(state.host.bus, call, evaluated);
      return { properties: resolved, isGuessed: this.#scope.guesses > guesses };
    } catch (thrown) {
      if (!(thrown instanceof AwsError) || this.#scope.guesses === guesses) throw thrown;
      // A made-up value did not fit where the real one will: none of it is known.
      const unknown = Object.keys(properties).map((name) => [name, knownAfterApply]);
      return { properties: Object.fromEntries(unknown), isGuessed: true };
    }
  }
}

function changedAttributes(
  { metadata, deletionPolicy, updateReplacePolicy }: ResourceDeclaration,
  current: ProvisionedResource,
  propertiesChange: boolean,
): ResourceChangeRecord["attributes"] {
  const attributes: ResourceChangeRecord["attributes"][number][] = [];
  if (propertiesChange) attributes.push("Properties");
  if ((metadata === undefined ? undefined : JSON.stringify(metadata)) !== current.metadata) attributes.push("Metadata");
  if (deletionPolicy !== current.deletionPolicy) attributes.push("DeletionPolicy");
  if (updateReplacePolicy !== current.updateReplacePolicy) attributes.push("UpdateReplacePolicy");
  return attributes;
}

/**
 * Whether applying the preparation to the stack would change anything at all. A template that reads other stacks'
 * outputs may always: their values are not part of it.
 */
export function hasChanges(
  state: CloudFormationState,
  stack: StackRecord,
  next: Preparation,
  current: Template,
): boolean {
  if (!sameValue(current.document, next.template.document)) return true;
  if (JSON.stringify(current.document).includes('"Fn::GetStackOutput"')) return true;
  const values = (parameters: Preparation["parameters"]) =>
    Object.fromEntries(parameters.map(({ name, value, resolvedValue }) => [name, [value, resolvedValue ?? null]]));
  if (!sameValue(values(stack.parameters), values(next.parameters))) return true;
  return state.resources(stack.stackId).some(({ touched }) => touched);
}
