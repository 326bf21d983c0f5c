import { type MappingInput, MappingTemplate, VtlRenderError, VtlSyntaxError } from "@virga/vtl";
import { type Eventual, whenThere } from "../../../kernel/eventual.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { BoundedRendering, SourcedTemplate } from "./bounded-rendering.ts";
import { configurationError } from "./failure.ts";
import { RenderingFailure } from "./rendering-threads.ts";

/** A mapping template under the content type that chooses it; one with a syntax error fails when it is used, as on AWS. */
export interface NamedTemplate {
  readonly contentType: string;
  render(input: MappingInput, span: Span, rendering: BoundedRendering): Eventual<string>;
}

/** Compiles the templates of an integration or an integration response, in their order. */
export function compileTemplates(templates: Readonly<Record<string, string>> | undefined): readonly NamedTemplate[] {
  return Object.entries(templates ?? {}).map(([contentType, text]) => compileTemplate(contentType, text));
}

function compileTemplate(contentType: string, text: string): NamedTemplate {
  let template: SourcedTemplate;
  try {
    template = { source: text, template: new MappingTemplate(text) };
  } catch (thrown) {
    if (!(thrown instanceof VtlSyntaxError)) throw thrown;
    const { message } = thrown;
    return { contentType, render: () => fail(contentType, message) };
  }
  return { contentType, render: (input, span, rendering) => render(template, contentType, input, span, rendering) };
}

function render(
  template: SourcedTemplate,
  contentType: string,
  input: MappingInput,
  span: Span,
  rendering: BoundedRendering,
): Eventual<string> {
  span.set("apigateway.template", contentType).set("apigateway.input", input.body);
  const refuse = (thrown: unknown): never => {
    if (!(thrown instanceof VtlRenderError || thrown instanceof RenderingFailure)) throw thrown;
    return fail(contentType, thrown.message);
  };
  try {
    const output = rendering.render(template, input);
    const told = whenThere(output, (text) => {
      span.set("apigateway.output", text);
      return text;
    });
    return told instanceof Promise ? told.catch(refuse) : told;
  } catch (thrown) {
    return refuse(thrown);
  }
}

function fail(contentType: string, message: string): never {
  throw configurationError(`The mapping template ${contentType} failed: ${message}`);
}
