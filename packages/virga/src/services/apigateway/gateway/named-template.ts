import { type MappingInput, MappingTemplate, VtlRenderError, VtlSyntaxError } from "@virga/vtl";
import type { Span } from "../../../kernel/trace.ts";
import { configurationError } from "./failure.ts";

/** A mapping template under the content type that chooses it; one with a syntax error fails when it is used, as on AWS. */
export interface NamedTemplate {
  readonly contentType: string;
  render(input: MappingInput, span: Span): string;
}

/** Compiles the templates of an integration or an integration response, in their order. */
export function compileTemplates(templates: Readonly<Record<string, string>> | undefined): readonly NamedTemplate[] {
  return Object.entries(templates ?? {}).map(([contentType, text]) => compileTemplate(contentType, text));
}

function compileTemplate(contentType: string, text: string): NamedTemplate {
  let template: MappingTemplate;
  try {
    template = new MappingTemplate(text);
  } catch (thrown) {
    if (!(thrown instanceof VtlSyntaxError)) throw thrown;
    const { message } = thrown;
    return { contentType, render: () => fail(contentType, message) };
  }
  return { contentType, render: (input, span) => render(template, contentType, input, span) };
}

function render(template: MappingTemplate, contentType: string, input: MappingInput, span: Span): string {
  span.set("apigateway.template", contentType).set("apigateway.input", input.body);
  try {
    const output = template.render(input);
    span.set("apigateway.output", output);
    return output;
  } catch (thrown) {
    if (!(thrown instanceof VtlRenderError)) throw thrown;
    return fail(contentType, thrown.message);
  }
}

function fail(contentType: string, message: string): never {
  throw configurationError(`The mapping template ${contentType} failed: ${message}`);
}
