import { formatError } from "../errors.ts";
import { isTemplateObject, type TemplateObject } from "./values.ts";

/**
 * Reads a template's text, JSON or YAML with CloudFormation's short-form tags.
 * A text that is neither is CloudFormation's "Template format error" with line and column.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export async function readTemplateText(text: string): Promise<TemplateObject> {
  const document = text.trimStart().startsWith("{") ? await readJson(text) : await readYaml(text);
  if (!isTemplateObject(document)) throw formatError("unsupported structure.");
  return document;
}

async function readJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const place = /line (\d+) column (\d+)/.exec(String(thrown));
    // YAML's flow style starts with a brace, too.
    const flow = await readYaml(text).catch(() => undefined);
    if (flow !== undefined) return flow;
    throw formatError(`JSON not well-formed. (line ${place?.[1] ?? 1}, column ${place?.[2] ?? 1})`);
  }
}

async function readYaml(text: string): Promise<unknown> {
  // Most templates are JSON (CDK's all are): the YAML parser is loaded when the first YAML comes.
  const { readYamlTemplate } = await import("./yaml-text.ts");
  return readYamlTemplate(text);
}
