import type { PropertyTree, ResourceProperties, ResourceType, SupportCall } from "../../../kernel/resource-type.ts";
import type { ResourceDeclaration, Template } from "./model.ts";
import { functionCall, isTemplateObject, type TemplateValue } from "./values.ts";

/** Something a template asks for that Virga cannot do, and where. */
export interface Unsupported {
  readonly logicalId: string;
  /** The construct path of CDK's metadata, or the logical id. */
  readonly path: string;
  readonly problem: string;
}

export interface SupportOptions {
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  readonly includes: (logicalId: string) => boolean;
  /** The resource's properties as far as they are known before anything is created; `undefined` if they are not. */
  readonly preview: (resource: ResourceDeclaration) => PropertyPreview | undefined;
  /** As whom resource types ask other services. */
  readonly call: Omit<SupportCall, "complete">;
}

/** What a resource's properties will be, as far as that is known. */
export interface PropertyPreview {
  readonly properties: ResourceProperties;
  /** Whether none of the values is made up. */
  readonly complete: boolean;
}

/** The path of a resource's construct, if CDK wrote it down. */
export function constructPath(resource: ResourceDeclaration): string | undefined {
  const path = resource.metadata?.["aws:cdk:path"];
  return typeof path === "string" ? path.replace(/\/Resource$/, "") : undefined;
}

/** Finds all resource types, properties and values of a template that Virga does not support. */
export async function findUnsupported(template: Template, options: SupportOptions): Promise<readonly Unsupported[]> {
  const found: Unsupported[] = [];
  for (const resource of template.resources.values()) {
    const { logicalId, type } = resource;
    if (!options.includes(logicalId)) continue;
    const path = constructPath(resource) ?? logicalId;
    const report = (problem: string) => found.push({ logicalId, path, problem });
    const resourceType = options.resourceTypes.get(type);
    if (!resourceType) {
      report(`resource type ${type}`);
      continue;
    }
    const parts = unsupportedParts(resource, resourceType);
    parts.forEach(report);
    if (parts.length === 0) (await wrongValues(resource, resourceType, options)).forEach(report);
  }
  return found;
}

async function wrongValues(
  resource: ResourceDeclaration,
  resourceType: ResourceType,
  { preview, call }: SupportOptions,
): Promise<readonly string[]> {
  if (!resourceType.check && !resourceType.checkSupport) return [];
  const known = preview(resource);
  if (!known) return [];
  const { properties, complete } = known;
  const problems = resourceType.check?.(properties) ?? [];
  if (problems.length > 0 || !resourceType.checkSupport) return problems;
  return resourceType.checkSupport({ ...call, complete }, properties);
}

function unsupportedParts(resource: ResourceDeclaration, resourceType: ResourceType): readonly string[] {
  const problems = resource.policies.map((name) => `${name} of ${resource.type}`);
  if (resource.deletionPolicy === "Snapshot") problems.push("DeletionPolicy Snapshot");
  if (resource.updateReplacePolicy === "Snapshot") problems.push("UpdateReplacePolicy Snapshot");
  if (resourceType.takesAnyProperty) return problems;
  for (const property of unknownProperties(resource.properties, resourceType.properties, "")) {
    problems.push(`property ${property} of ${resource.type}`);
  }
  return problems;
}

/** The message for all of it at once, one line each. */
export function unsupportedMessage(found: readonly Unsupported[]): string {
  const lines = found.map(({ path, logicalId, problem }) => {
    return `${path}${path === logicalId ? "" : ` (${logicalId})`}: ${problem}`;
  });
  return `Not supported by Virga:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function* unknownProperties(value: TemplateValue, tree: PropertyTree, prefix: string): Generator<string> {
  const call = functionCall(value);
  if (call) {
    // Either branch of a condition may become the value; what other functions give is not known here.
    const branches = call.name === "Fn::If" && Array.isArray(call.argument) ? call.argument.slice(1) : [];
    for (const branch of branches as readonly TemplateValue[]) yield* unknownProperties(branch, tree, prefix);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly TemplateValue[]) yield* unknownProperties(item, tree, prefix);
  } else if (isTemplateObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const path = prefix === "" ? name : `${prefix}.${name}`;
      const support = Object.hasOwn(tree, name) ? tree[name] : undefined;
      if (support === undefined) yield path;
      else if (typeof support === "object") yield* unknownProperties(member, support, path);
    }
  }
}
