import { MappingTemplate, parseJson, toText, VtlRenderError } from "@virga/vtl";
import type { Eventual } from "../../../kernel/eventual.ts";
import { type Exchange, mappingInput } from "./exchange.ts";
import { configurationError } from "./failure.ts";
import type { IntegrationAnswer } from "./integration-response.ts";
import { RenderingFailure } from "./rendering-threads.ts";

/** Characters that are read at once: it takes a few milliseconds at most. */
const short = 16 * 1024;
const source = "$input.path('$.statusCode')";
const statusCodeOf = { source, template: new MappingTemplate(source) };

/** A mock answers with the `statusCode` of what its request template rendered, which has to be an integer. */
export function mockAnswer(exchange: Exchange, rendered: string): Eventual<IntegrationAnswer> {
  if (rendered.length <= short) return answerOf(readShortStatusCode(rendered));
  return readLongStatusCode(exchange, rendered).then(answerOf);
}

function answerOf(statusCode: string | undefined): IntegrationAnswer {
  if (statusCode === undefined || !/^\d+$/.test(statusCode)) {
    throw configurationError("Unable to parse statusCode: it should be an integer and defined in the request template");
  }
  return { selector: statusCode, status: Number(statusCode), headers: {}, body: "" };
}

function readShortStatusCode(rendered: string): string | undefined {
  try {
    const parsed = parseJson(rendered);
    const value = parsed instanceof Map ? parsed.get("statusCode") : undefined;
    return value === undefined || value === null ? undefined : toText(value);
  } catch (thrown) {
    if (thrown instanceof VtlRenderError) return undefined;
    throw thrown;
  }
}

async function readLongStatusCode(exchange: Exchange, rendered: string): Promise<string | undefined> {
  try {
    return await exchange.call.state.rendering.render(statusCodeOf, mappingInput(exchange, rendered));
  } catch (thrown) {
    if (thrown instanceof VtlRenderError || thrown instanceof RenderingFailure) return undefined;
    throw thrown;
  }
}
