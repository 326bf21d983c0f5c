import type { Span } from "../../kernel/trace.ts";
import type { FunctionVersion } from "./model.ts";

const wholeHeader = /(?:^|;)\s*Root=1-[\da-f]{8}-[\da-f]{24}\s*(?:;|$)/i;

/**
 * The trace of an invocation as X-Ray writes it. `PassThrough` passes on what the caller sent; `Active` puts the invocation
 * between the caller and what the function calls, and decides to sample what nobody has decided on.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function invocationTrace(
  { trace, id }: Pick<Span, "trace" | "id">,
  { tracingMode }: Pick<FunctionVersion, "tracingMode">,
): string {
  const given = trace.upstream !== undefined && wholeHeader.test(trace.upstream) ? trace.upstream : undefined;
  if (given !== undefined && tracingMode !== "Active") return given;
  const fields = new Map(given?.split(";").map((field) => splitField(field)));
  const decided = fields.get("sampled");
  const sampled = decided === "0" || decided === "1" ? decided : tracingMode === "Active" ? "1" : "0";
  const lineage = fields.get("lineage");
  const own = `Root=${trace.tracingRoot};Parent=${trace.spanId(id)};Sampled=${sampled}`;
  return lineage === undefined ? own : `${own};Lineage=${lineage}`;
}

function splitField(field: string): [string, string] {
  const [name = "", ...value] = field.trim().split("=");
  return [name.toLowerCase(), value.join("=")];
}
