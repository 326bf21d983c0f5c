import { MappingTemplate, parseJson, toText, VtlRenderError } from "@virga/vtl";
import { type Exchange, mappingInput } from "./exchange.ts";
import { configurationError } from "./failure.ts";
import type { IntegrationAnswer } from "./integration-response.ts";
import { RenderingFailure } from "./rendering-threads.ts";

/** Characters that are read at once: it takes a few milliseconds at most. */
const short = 16 * 1024;
const source = "$input.path('$.statusCode')";
const statusCode = { source, template: new MappingTemplate(source) };

/** A mock answers with the `statusCode` of what its request template rendered, which has to be an integer. */
export async function mockAnswer(exchange: Exchange, rendered: string): Promise<IntegrationAnswer> {
  const statusCode = await readStatusCode(exchange, rendered);
  if (statusCode === undefined || !/^\d+$/.test(statusCode)) {
    throw configurationError("Unable to parse statusCode: it should be an integer and defined in the request template");
  }
  return { selector: statusCode, status: Number(statusCode), headers: {}, body: "" };
}

async function readStatusCode(exchange: Exchange, rendered: string): Promise<string | undefined> {
  try {
    if (rendered.length > short) {
      return await exchange.call.state.rendering.render(statusCode, mappingInput(exchange, rendered));
    }
    const parsed = parseJson(rendered);
    const value = parsed instanceof Map ? parsed.get("statusCode") : undefined;
    return value === undefined || value === null ? undefined : toText(value);
  } catch (thrown) {
    if (thrown instanceof VtlRenderError || thrown instanceof RenderingFailure) return undefined;
    throw thrown;
  }
}
