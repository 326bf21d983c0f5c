import { readFile } from "node:fs/promises";
import type { AssemblyStack } from "./assembly.ts";
import type { Cloud } from "./cloud.ts";

/** The construct paths of resources, by logical id. */
export type ConstructPaths = ReadonlyMap<string, string>;

/** The construct paths of a stack's resources: those of its template, and of the deployed one that it takes the place of. */
export async function constructPaths(
  { templatePath }: AssemblyStack,
  deployedTemplate: string | undefined,
): Promise<ConstructPaths> {
  const text = await readFile(templatePath, "utf8");
  const deployed = deployedTemplate === undefined || deployedTemplate === text ? [] : templatePaths(deployedTemplate);
  return new Map([...deployed, ...templatePaths(text)]);
}

/** The text of the template that is deployed. */
export async function deployedTemplate(
  cloud: Cloud,
  { environment }: AssemblyStack,
  stackId: string,
): Promise<string | undefined> {
  return (await cloud.call("cloudformation", "GetTemplate", { StackName: stackId }, environment)).TemplateBody;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Metadata?: Readonly<Record<string, unknown>> }>>;
}

/** The construct paths in a template's text. */
export function templatePaths(text: string): readonly (readonly [logicalId: string, path: string])[] {
  return Object.entries(readTemplate(text).Resources ?? {}).flatMap(([logicalId, { Metadata }]) => {
    const path = Metadata?.["aws:cdk:path"];
    return typeof path === "string" ? [[logicalId, path.replace(/\/Resource$/, "")] as const] : [];
  });
}

/** Other tools deploy YAML, which has no construct paths. */
function readTemplate(text: string): Template {
  try {
    return JSON.parse(text) as Template;
  } catch {
    return {};
  }
}
